"""Writes archives as other programs do, with Python's own zipfile: python3 Tests/Goldens/files/generate_zip.py"""

import io
import pathlib
import zipfile

FILES = pathlib.Path(__file__).parents[2] / "FormatsTests" / "Files" / "zip"
DAY = (1980, 1, 1, 0, 0, 0)


class Stream(io.RawIOBase):
    """A file that can't go back, so that sizes and checksums are written behind the contents."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, content):
        return self.file.write(content)


def write(target, **options):
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in [("a.txt", b"first"), ("folder/", b""), ("folder/b.txt", b"second" * 100)]:
            info = zipfile.ZipInfo(name, DAY)
            info.compress_type = zipfile.ZIP_DEFLATED if content else zipfile.ZIP_STORED
            with archive.open(info, "w", **options) as member:
                member.write(content)


if __name__ == "__main__":
    FILES.mkdir(parents=True, exist_ok=True)
    stream = Stream(FILES / "streamed.zip")
    write(stream)
    stream.file.close()
    # As if there were more than 4 GiB.
    zipfile.ZIP64_LIMIT = 3
    write(FILES / "zip64.zip", force_zip64=True)
