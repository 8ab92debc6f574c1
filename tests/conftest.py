"""What all tests share: the judges, and how long Hypothesis may take."""

from hypothesis import settings

pytest_plugins = ("judges.plugin",)

# A slow machine is no mistake of ours, so no example has a deadline.
settings.register_profile("summit", deadline=None)
settings.load_profile("summit")
