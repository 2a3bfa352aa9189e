"""What docs/operate says is what the web does: its settings, and files that can be put in place as they are."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPERATE = ROOT / "docs" / "operate"
WEB = ROOT / "src" / "skillpact_web"
_READ = re.compile(
    r'environment\.(?:text|flag|number|choice|words)\(\s*"([A-Z_]+)"(?:,\s*(?:default=)?("[^"]*"|\d+|True|False))?'
)
# the default depends on something else, which the page says in words
SAID_IN_WORDS = {"SKILLPACT_LOG_LEVEL", "SKILLPACT_EMAIL_HOST"}


def read_by_the_web() -> dict[str, str]:
    """Return variable → default of each that the source reads, as written; empty where there is none."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.py"))
    found: dict[str, str] = {"SKILLPACT_HOME": ""}
    for name, default in _READ.findall(source):
        found[f"SKILLPACT_{name}"] = found.get(f"SKILLPACT_{name}") or default.strip('"')
    return found


def rows() -> dict[str, str]:
    """Return variable → default as the page states it."""
    text = (OPERATE / "settings.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `(SKILLPACT_\w+)` \|([^|]*)\|", text, re.M))


def test_every_setting_of_the_web_is_on_the_page_and_no_other_is():
    assert sorted(rows()) == sorted(read_by_the_web())


def test_the_page_states_the_defaults():
    words = {"True": "yes", "False": "no"}
    stated = {name: cell.strip().strip("`") for name, cell in rows().items()}
    wrong = {
        name: (stated[name], default)
        for name, default in read_by_the_web().items()
        if default and name not in SAID_IN_WORDS and stated.get(name) != words.get(default, default)
    }
    assert wrong == {}


def test_the_example_of_an_environment_holds_settings_that_exist():
    lines = (OPERATE / "environment.example").read_text(encoding="utf-8").splitlines()
    names = {line.partition("=")[0].removesuffix("_FILE") for line in lines}
    assert names - set(rows()) == set()


def test_the_units_are_well_formed_and_call_what_exists():
    for name in ("web", "worker"):
        unit = ConfigParser(interpolation=None, strict=True)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read(OPERATE / f"skillpact-{name}.service", encoding="utf-8")
        assert unit.sections() == ["Unit", "Service", "Install"]
        commands = [value for key, value in unit["Service"].items() if key.startswith("ExecStart")]
        for command in commands:
            module, verb = command.split()[2:4]
            known = {path.stem for path in WEB.rglob("management/commands/*.py")}
            assert (module, verb in known) in {("skillpact_web", True), ("gunicorn", False)}
    from gunicorn.config import Config

    arguments = (
        (OPERATE / "skillpact-web.service").read_text(encoding="utf-8").split(" -m gunicorn ")[1].splitlines()[0]
    )
    parsed = Config().parser().parse_args(arguments.split())
    assert (parsed.bind, parsed.workers, parsed.threads) == (["127.0.0.1:8000"], 3, 4)


def test_the_configuration_of_nginx_is_whole(tmp_path: Path):
    text = (OPERATE / "nginx.conf").read_text(encoding="utf-8")
    plain = re.sub(r"#.*", "", text)
    depth = 0
    for number, line in enumerate(plain.splitlines(), start=1):
        assert not line.strip() or line.strip()[-1] in ";{}", f"line {number} does not end"
        depth += line.count("{") - line.count("}")
        assert depth >= 0, f"line {number} closes too much"
    assert depth == 0
    for setting in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto https", "Host $host"):
        assert f"proxy_set_header {setting};" in plain
    if shutil.which("nginx"):
        # Without a certificate at hand the check is made of the same site over http.
        http = re.sub(r"\n *ssl_\w+ [^;]*;", "", text).replace("443 ssl", "8443").replace("listen 80", "listen 8080")
        http = http.replace("[::]:80;", "[::]:8080;")
        whole = f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\nevents {{}}\nhttp {{ access_log off;\n{http}\n}}\n"
        (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
        done = subprocess.run(
            ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_the_image_copies_what_exists_and_names_no_registry():
    text = (OPERATE / "Containerfile").read_text(encoding="utf-8")
    (base,) = re.findall(r"^FROM (\S+)$", text, re.M)
    assert base == "debian:bookworm"
    copied = [word for line in re.findall(r"^COPY (.+)$", text, re.M) for word in line.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    ignored = re.findall(
        r"^(\S+)$", (ROOT / "docs" / "operate" / "Containerfile.containerignore").read_text("utf-8"), re.M
    )
    assert {".git", ".venv*"} <= set(ignored)
