"""The least that any build has to do: an agenda.yaml and packed feeds come in, the folder of feeds goes out.

    python benchmarks/limit.py AGENDA PACKED OUT

Starts Python, has PyYAML's C loader read the agenda, and writes the bytes of feeds that were built beforehand
and packed into one file. Between reading and writing it does nothing.
"""

# ruff: noqa: PTH103, PTH118, PTH123, PTH202
# A limit takes the quickest way there is, and pathlib is not it.

import os
import sys

import yaml


def pack(folder: str, packed: str) -> None:
    """Write a folder's files into one: a line with the path and size before each file's bytes."""
    with open(packed, "wb") as out:
        for parent, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                path = os.path.join(parent, name)
                out.write(f"{os.path.getsize(path)} {os.path.relpath(path, folder)}\n".encode())
                with open(path, "rb") as file:
                    while piece := file.read(1 << 16):
                        out.write(piece)


def unpack(packed: str, out: str) -> None:
    """Write the files that were packed into a folder."""
    folders = set()
    with open(packed, "rb") as file:
        for line in file:
            size, path = line.decode().rstrip("\n").split(" ", 1)
            target = f"{out}/{path}"
            folder = target.rpartition("/")[0]
            if folder not in folders:
                os.makedirs(folder, exist_ok=True)
                folders.add(folder)
            with open(target, "wb") as written:
                written.write(file.read(int(size)))


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as agenda:
        yaml.load(agenda, Loader=yaml.CSafeLoader)
    unpack(sys.argv[2], sys.argv[3])
