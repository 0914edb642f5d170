#!/usr/bin/env python3
"""Fetches what the desk serves and others made: htmx and the fonts, from the npm registry, into src/rasid/web/static.

usage: vendor_assets.py

Versions are pinned here, and what comes is checked against its hash: another file under the same version is refused. Needs npm.
Licences: htmx 0BSD; IBM Plex Sans Arabic and Noto Naskh Arabic, SIL Open Font License 1.1 (NOTICE).
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).parents[1] / "src/rasid/web/static"
PACKAGES = {
    "htmx.org@4.0.1": {"package/dist/htmx.min.js": "htmx.min.js"},
    "@fontsource/ibm-plex-sans-arabic@5.3.0": {
        f"package/files/ibm-plex-sans-arabic-{script}-{weight}-normal.woff2": (
            f"fonts/ibm-plex-sans-arabic-{script}-{weight}.woff2"
        )
        for script in ("arabic", "latin")
        for weight in (400, 600)
    },
    "@fontsource/noto-naskh-arabic@5.3.0": {
        "package/files/noto-naskh-arabic-arabic-400-normal.woff2": "fonts/noto-naskh-arabic-arabic-400.woff2"
    },
}
SHA256 = {
    "htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "fonts/ibm-plex-sans-arabic-arabic-400.woff2": "6010e7fd0dce5d527583951750728cbe3c895efbd16aa0f809ab8c824878c9d8",
    "fonts/ibm-plex-sans-arabic-arabic-600.woff2": "16734a5adb27b0f363e566cbbeacec480da0dc0baa19c8f0053251c2e2bc0eac",
    "fonts/ibm-plex-sans-arabic-latin-400.woff2": "9ed8dcb02e6c7246de4c120295fafa39a7bb73085f4951a4524a07dc911069f2",
    "fonts/ibm-plex-sans-arabic-latin-600.woff2": "63f4757271e403f7baec0862f284ffaa4560ea6096ba9fe8bc6e585ca656e724",
    "fonts/noto-naskh-arabic-arabic-400.woff2": "9cc2d2e90f7b51904468558b4ed529de8a8206497c8edb5e33122bd077e0158c",
}
"""Of each file."""


def main() -> None:
    strange = []
    with tempfile.TemporaryDirectory() as folder:
        for package, wanted in PACKAGES.items():
            made = subprocess.run(
                ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
            )
            with tarfile.open(Path(folder) / made.stdout.strip().splitlines()[-1]) as packed:
                for inside, name in wanted.items():
                    member = packed.extractfile(inside)
                    if member is None:
                        sys.exit(f"{package} has no {inside}")
                    data = member.read()
                    found = hashlib.sha256(data).hexdigest()
                    if SHA256.get(name) != found:
                        strange.append(f'    "{name}": "{found}",')
                        continue
                    (STATIC / name).parent.mkdir(parents=True, exist_ok=True)
                    (STATIC / name).write_bytes(data)
                    print(f"{name}: {len(data):,} bytes")
    if strange:
        sys.exit(
            "not as they were when they were last looked at; if they are right, write into SHA256:\n"
            + "\n".join(strange)
        )


if __name__ == "__main__":
    main()
