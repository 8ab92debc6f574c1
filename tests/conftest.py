"""What all tests share: the judges, pages and a browser, a cache of their own, an order, and no deadlines."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from fuzzing import examples

pytest_plugins = ("judges.plugin", "pages.plugin")

# A slow machine is no mistake of ours, so no example has a deadline.
settings.register_profile("summit", deadline=None, max_examples=examples(100))
settings.load_profile("summit")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what is slow last: what is wrong is mostly told by the rest."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


@pytest.fixture(scope="session", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No build remembers one of an earlier run, and none is told what time it is or how to look."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp("home")))
        for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING"):
            patch.delenv(name, raising=False)
        yield
