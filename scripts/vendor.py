"""Copy the chosen files of the Danish public design system (DKFDS) into static/vendor, and say exactly what was copied.

For maintainers: change the version in package.json, run `npm install --package-lock-only`, then this script, and look at
the difference. Running jobpakker needs no Node. What is left out, and why:
  - source maps and every font format but woff2: the browsers we support read woff2, and the hashing storage stops on a
    reference to a file that is not there;
  - DKFDS's own script: each piece of ours works without one;
  - the 180 one-icon helper classes: we draw icons from the sprite;
  - the marks of borger.dk and Virk, which are not ours to show.
The fonts are copied byte for byte: their licence reserves the name "Plex" for unmodified files.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static" / "vendor"
FACES = ("Regular", "Italic", "Medium", "SemiBold", "Bold")
FONT_DIR = "fonts/IBMPlexSans/complete/woff2"


def slim(css: str) -> str:
    """The style sheet with only the faces and pictures that we ship."""
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    css = re.sub(r"@font-face\{[^}]*\}", lambda rule: _woff2_only(rule.group()), css)
    css = re.sub(r"\.icon-[\w-]+:not\(a\)\{background-image:url\([^)]*\)\}", "", css)
    return re.sub(r"url\(\.\./img/logo[^)]*\)", "none", css)


def _woff2_only(rule: str) -> str:
    for face in FACES:
        if f"IBMPlexSans-{face}.woff2" in rule:
            return re.sub(r"src:[^;}]*", f'src:url("../{FONT_DIR}/IBMPlexSans-{face}.woff2") format("woff2")', rule)
    return ""


def copy_dkfds(package: Path, target: Path) -> dict:
    dist = package / "dist"
    css = slim((dist / "css/dkfds.min.css").read_text(encoding="utf-8"))
    pictures = sorted(set(re.findall(r'url\("?\.\./(img/[^")]+)"?\)', css)))
    wanted = {f"{FONT_DIR}/IBMPlexSans-{face}.woff2": f"{FONT_DIR}/IBMPlexSans-{face}.woff2" for face in FACES}
    wanted |= {picture: picture for picture in pictures}
    wanted |= {"img/all-svg-icons.svg": "img/icons.svg", "LICENSE.md": "LICENSE.md"}
    wanted["fonts/IBMPlexSans/complete/woff2/license.txt"] = f"{FONT_DIR}/license.txt"
    for source, name in wanted.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dist / source, target / name)
    (target / "css").mkdir()
    (target / "css/dkfds.css").write_text(css, encoding="utf-8")
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    files = sorted(path for path in target.rglob("*") if path.is_file())
    return {
        "name": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "files": {path.relative_to(TARGET).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(ROOT / name, Path(folder) / name)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
        shutil.rmtree(TARGET, ignore_errors=True)
        (TARGET / "dkfds").mkdir(parents=True)
        packages = [copy_dkfds(Path(folder) / "node_modules/dkfds", TARGET / "dkfds")]
    manifest = json.dumps({"packages": packages}, indent=2, ensure_ascii=False) + "\n"
    (TARGET / "manifest.json").write_text(manifest, encoding="utf-8")
    size = sum(path.stat().st_size for path in TARGET.rglob("*") if path.is_file())
    print(f"{len(packages[0]['files'])} files, {size / 1024:.0f} kB in {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
