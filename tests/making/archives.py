"""Office files are zip archives that carry the time of writing: put a fixed one in its place."""

import re
import zipfile
from datetime import datetime
from pathlib import Path

MOMENT = datetime(2026, 1, 5, 8, 0, 0)
_WRITTEN = rb"\g<1>" + MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def settle(path: Path) -> None:
    """Write the archive anew with one date for every member."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            info = zipfile.ZipInfo(name, MOMENT.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _STAMP.sub(_WRITTEN, raw) if name == "docProps/core.xml" else raw)
