"""Where taxonomies live: folders `<name>-<version>-<hash>/` under SKILLPACT_HOME, the source kept beside the index."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from skillpact.errors import ConfigurationError, InputError, TaxonomyError
from skillpact.taxonomy.build import FORMAT_VERSION, Progress, build_index
from skillpact.taxonomy.model import Taxonomy
from skillpact.taxonomy.source import read_source

STARTER_NAME = "starter"
_SAFE_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_SAFE_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._]{0,20}")


def home() -> Path:
    """Return the folder of all state: SKILLPACT_HOME, else the platform's user data folder."""
    stated = os.environ.get("SKILLPACT_HOME", "").strip()
    if stated:
        return Path(stated).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("skillpact", appauthor=False))


class TaxonomyStore:
    """The taxonomies of one SKILLPACT_HOME."""

    def __init__(self, home_folder: Path | None = None):
        self.folder = (home_folder or home()) / "taxonomies"

    def list(self) -> list[Taxonomy]:
        """Return every usable taxonomy, by id; half-written folders are not seen."""
        found = []
        for folder in sorted(self.folder.glob("*-*-*")) if self.folder.is_dir() else []:
            if (folder / "index" / "meta.json").is_file():
                found.append(Taxonomy(folder))
        return found

    def import_source(
        self,
        paths: Sequence[Path],
        *,
        name: str | None = None,
        version: str | None = None,
        on_progress: Progress | None = None,
    ) -> Taxonomy:
        """Read source tables, build the index and put both in place at once; an earlier state stays usable until then.

        name, version : default to what the paths and URIs tell. The same content gives the same folder.
        Raises InputError, TaxonomyError, ConfigurationError.
        """
        if on_progress:
            on_progress("reading", 0, 1)
        source = read_source(paths)
        is_esco = any(uri.startswith("http://data.europa.eu/esco/") for uri in source.concepts)
        name = name or ("esco" if is_esco else "taxonomy")
        version = version or _guess_version(paths)
        if not _SAFE_NAME.fullmatch(name):
            raise ConfigurationError(
                f"name {name!r} cannot be used, expected small letters, digits and _ (for example esco)"
            )
        if not _SAFE_VERSION.fullmatch(version):
            raise ConfigurationError(f"version {version!r} cannot be used, expected for example 1.1.1")
        target = self.folder / f"{name}-{version}-{source.content_hash}"
        if (target / "index" / "meta.json").is_file() and _format_of(target) == FORMAT_VERSION:
            return Taxonomy(target)
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=self.folder) as temporary:
            work = Path(temporary) / target.name
            (work / "index").mkdir(parents=True)
            _keep_source(paths, work / "source")
            build_index(source, work / "index", name=name, version=version, on_progress=on_progress)
            if target.exists():
                target.rename(Path(temporary) / "old")
            work.rename(target)
        return Taxonomy(target)

    def rebuild(self, taxonomy_id: str, on_progress: Progress | None = None) -> Taxonomy:
        """Build the index anew from the source kept beside it. Raises TaxonomyError where there is none."""
        folder = self.folder / taxonomy_id
        parts = sorted((folder / "source").iterdir()) if (folder / "source").is_dir() else []
        if not parts or taxonomy_id.count("-") < 2:
            raise TaxonomyError(
                f"no source of taxonomy {taxonomy_id!r} is kept here; `skillpact taxonomy list` shows what is"
            )
        name, version, _hash = taxonomy_id.split("-", 2)
        with tempfile.TemporaryDirectory(prefix=".rebuild-", dir=self.folder) as temporary:
            work = Path(temporary) / "index"
            work.mkdir()
            build_index(read_source(parts), work, name=name, version=version, on_progress=on_progress)
            if (folder / "index").exists():
                (folder / "index").rename(Path(temporary) / "old")
            work.rename(folder / "index")
        return Taxonomy(folder)

    def starter(self, on_progress: Progress | None = None) -> Taxonomy:
        """Return the starter taxonomy that ships with the package, importing it on first need."""
        shipped = Path(__file__).parent / "starter"
        version = (shipped / "VERSION.txt").read_text(encoding="utf-8").strip()
        stamp = self.folder / f".starter-{version}-{_stamp(shipped)}-{FORMAT_VERSION}"
        if stamp.is_file():
            folder = self.folder / stamp.read_text(encoding="utf-8").strip()
            if (folder / "index" / "meta.json").is_file():
                return Taxonomy(folder)
        taxonomy = self.import_source([shipped], name=STARTER_NAME, version=version, on_progress=on_progress)
        stamp.write_text(taxonomy.id, encoding="utf-8")
        return taxonomy

    def use(self, wanted: str) -> Taxonomy:
        """Make a taxonomy the default where a study names none."""
        taxonomy = self.find(wanted)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "default.json").write_text(json.dumps({"use": taxonomy.id}), encoding="utf-8")
        return taxonomy

    def find(self, wanted: str | None = None) -> Taxonomy:
        """Return a taxonomy by name, `name-version` or full id; None: the default in use, else the starter.

        Where several fit, the one imported with the highest version wins. Raises TaxonomyError with what there is.
        """
        if wanted is None:
            wanted = self._default()
        if wanted is None or wanted == STARTER_NAME:
            return self.starter()
        fitting = [t for t in self.list() if t.id == wanted or t.id.startswith(wanted + "-")]
        if not fitting:
            here = ", ".join(t.id for t in self.list()) or "none"
            raise TaxonomyError(
                f"taxonomy {wanted!r} is not here (found: {here}); import it with `skillpact taxonomy import PATH` "
                "or name the shipped one, 'starter'"
            )
        return max(fitting, key=lambda t: (_version_key(t.version), t.id))

    def _default(self) -> str | None:
        try:
            stated = json.loads((self.folder / "default.json").read_text(encoding="utf-8")).get("use")
        except (OSError, ValueError):
            return None
        return stated if isinstance(stated, str) else None


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _format_of(folder: Path) -> int:
    try:
        return int(json.loads((folder / "index" / "meta.json").read_text(encoding="utf-8"))["format"])
    except (OSError, ValueError, KeyError):
        return 0


def _guess_version(paths: Sequence[Path]) -> str:
    for path in paths:
        found = re.search(r"\d+\.\d+(?:\.\d+)?", path.name)
        if found:
            return found.group()
    return "unknown"


def _stamp(folder: Path) -> str:
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _keep_source(paths: Sequence[Path], folder: Path) -> None:
    """Copy the source tables, one subfolder a path in the order given, so that `rebuild` reads the same."""
    for position, path in enumerate(paths):
        target = folder / f"{position:02d}-{path.name}"
        try:
            if path.is_dir():
                target.mkdir(parents=True)
                for file in sorted(path.iterdir()):
                    if file.name.endswith((".csv", ".csv.gz")):
                        shutil.copyfile(file, target / file.name)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        except OSError as error:
            raise InputError(f"could not be copied ({error.strerror})", file=path.name) from error
