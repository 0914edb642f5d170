#!/usr/bin/env python3
"""Fetches what the desk serves and others made: htmx and the fonts, from the npm registry, into src/rasid/web/static.

usage: vendor_assets.py

Versions are pinned here, and what comes is checked against its hash: another file under the same version is refused. Needs npm.
Licences: htmx 0BSD; IBM Plex Sans Arabic and Noto Naskh Arabic, SIL Open Font License 1.1, whose texts come with them.
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
    # As IBM publishes them: the name "Plex" is reserved, so that a file cut down to some letters could not bear it.
    "@ibm/plex-sans-arabic@1.1.0": {
        "package/fonts/complete/woff2/IBMPlexSansArabic-Regular.woff2": "fonts/IBMPlexSansArabic-Regular.woff2",
        "package/fonts/complete/woff2/IBMPlexSansArabic-SemiBold.woff2": "fonts/IBMPlexSansArabic-SemiBold.woff2",
        "package/LICENSE.txt": "fonts/IBMPlexSansArabic-OFL.txt",
    },
    "@fontsource/noto-naskh-arabic@5.3.0": {
        "package/files/noto-naskh-arabic-arabic-400-normal.woff2": "fonts/noto-naskh-arabic-arabic-400.woff2",
        "package/LICENSE": "fonts/NotoNaskhArabic-OFL.txt",
    },
}
SHA256 = {
    "htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "fonts/IBMPlexSansArabic-Regular.woff2": "74112e1b7bf2e2c547989a4e947a60cba6cd1f9156e0065670134636e717199d",
    "fonts/IBMPlexSansArabic-SemiBold.woff2": "869b2acd0a9660607a2025f0fe1c640110bf23d33417509328f07722922b8063",
    "fonts/IBMPlexSansArabic-OFL.txt": "7e6b2818edbd8f6a01ae80641cc8f16a51080d08fb4e532be3a0b6f74adb07da",
    "fonts/NotoNaskhArabic-OFL.txt": "91053c23e8a0fe5fc9b5fdbe5ff74ceffd66f6f996c123f1a6ca4c23487c1fff",
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
