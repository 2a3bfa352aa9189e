"""Where taxonomies live: folders `<name>-<version>-<hash>/` under SKILLPACT_HOME, the source kept beside the index."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from skillpact.errors import ConfigurationError, InputError, TaxonomyError
from skillpact.taxonomy.build import FORMAT_VERSION, Progress, build_index
from skillpact.taxonomy.integrity import IndexFiles
from skillpact.taxonomy.model import Taxonomy, read_meta
from skillpact.taxonomy.source import read_source

STARTER_NAME = "starter"
_SAFE_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_SAFE_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._]{0,20}")
_ID = re.compile(r"[a-z][a-z0-9_]*-[A-Za-z0-9._]+-[0-9a-f]{12}")
_COPY = "index.format"  # and its number: the index before it was migrated
_STALE_SECONDS = 86_400  # an import takes minutes; what is older was left by a process that was killed


def home() -> Path:
    """Return the folder of all state: SKILLPACT_HOME, else the platform's user data folder."""
    stated = os.environ.get("SKILLPACT_HOME", "").strip()
    if stated:
        return Path(stated).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("skillpact", appauthor=False))


class TaxonomyStore:
    """The taxonomies of one SKILLPACT_HOME."""

    # Copies of older indexes made by this process: they stay until the next start of the program.
    _migrated: ClassVar[set[Path]] = set()

    def __init__(self, home_folder: Path | None = None):
        self.folder = (home_folder or home()) / "taxonomies"

    def list(self) -> list[Taxonomy]:
        """Return every usable taxonomy, by id; `problems` names the others, half-written folders are not seen."""
        return [found for found in map(self._try, self._ids()) if isinstance(found, Taxonomy)]

    def problems(self) -> Sequence[tuple[str, str]]:
        """Return (id, what is wrong and what to do) of every taxonomy that cannot be used."""
        return [
            (taxonomy_id, str(found))
            for taxonomy_id in self._ids()
            if isinstance(found := self._try(taxonomy_id), TaxonomyError)
        ]

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
        if target.exists() and _is_sound(target):
            return self._open(target)
        with _writing(target.name, self.folder, "import") as temporary:
            work = temporary / target.name
            (work / "index").mkdir(parents=True)
            _keep_source(paths, work / "source")
            build_index(source, work / "index", name=name, version=version, on_progress=on_progress)
            if target.exists():
                target.rename(temporary / "old")
            work.rename(target)
        return Taxonomy(target)

    def rebuild(self, wanted: str, on_progress: Progress | None = None) -> Taxonomy:
        """Build the index anew from the source kept beside it.

        Raises TaxonomyError where there is none, or where it is no longer what was imported.
        """
        folder = self._folder_of(wanted)
        self._rebuild(folder, None, on_progress)
        return Taxonomy(folder)

    def _rebuild(self, folder: Path, copy: str | None, on_progress: Progress | None = None) -> None:
        """Replace the index of `folder`; the former one stays as `copy`, where that is given."""
        parts = sorted((folder / "source").iterdir()) if (folder / "source").is_dir() else []
        if not parts:
            raise TaxonomyError(f"no source of taxonomy {folder.name} is kept here to build it from; import it again")
        name, version, content_hash = folder.name.split("-", 2)
        source = read_source(parts)
        if source.content_hash != content_hash:
            raise TaxonomyError(
                f"the source kept beside taxonomy {folder.name} has changed since it was imported (now "
                f"{source.content_hash}, expected {content_hash}); import it again from the official files"
            )
        with _writing(folder.name, self.folder, "rebuild") as temporary:
            work = temporary / "index"
            work.mkdir()
            build_index(source, work, name=name, version=version, on_progress=on_progress)
            if (folder / "index").exists():
                (folder / "index").rename(folder / copy if copy else temporary / "old")
            work.rename(folder / "index")

    def _open(self, folder: Path) -> Taxonomy:
        """Open a taxonomy; an index of an older format is built anew first and kept until the next start."""
        stated = read_meta(folder)["format"]
        copies = sorted(folder.glob(_COPY + "*"))
        if stated < FORMAT_VERSION:
            for copy in copies:
                shutil.rmtree(copy, ignore_errors=True)
            self._rebuild(folder, f"{_COPY}{stated}")
            self._migrated.add(folder)
        elif copies and folder not in self._migrated:
            found = Taxonomy(folder)
            for copy in copies:
                shutil.rmtree(copy, ignore_errors=True)
            return found
        return Taxonomy(folder)

    def _try(self, taxonomy_id: str) -> Taxonomy | TaxonomyError:
        try:
            return self._open(self.folder / taxonomy_id)
        except TaxonomyError as error:
            return error

    def _ids(self) -> Sequence[str]:
        if not self.folder.is_dir():
            return []
        return sorted(
            path.name
            for path in self.folder.iterdir()
            if _ID.fullmatch(path.name) and ((path / "index").is_dir() or (path / "source").is_dir())
        )

    def _folder_of(self, wanted: str) -> Path:
        ids = self._ids()
        fitting = [i for i in ids if i == wanted or i.startswith(wanted + "-")]
        if not fitting:
            raise TaxonomyError(
                f"taxonomy {wanted!r} is not here (found: {', '.join(ids) or 'none'}); import it with "
                "`skillpact taxonomy import PATH` or name the shipped one, 'starter'"
            )
        return self.folder / max(fitting, key=lambda i: (_version_key(i.split("-")[1]), i))

    def starter(self, on_progress: Progress | None = None) -> Taxonomy:
        """Return the starter taxonomy that ships with the package, importing it on first need."""
        shipped = Path(__file__).parent / "starter"
        version = (shipped / "VERSION.txt").read_text(encoding="utf-8").strip()
        stamp = self.folder / f".starter-{version}-{_stamp(shipped)}-{FORMAT_VERSION}"
        if stamp.is_file():
            folder = self.folder / stamp.read_text(encoding="utf-8").strip()
            if (folder / "index" / "meta.json").is_file():
                return self._open(folder)
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
        return self._open(self._folder_of(wanted))

    def _default(self) -> str | None:
        try:
            stated = json.loads((self.folder / "default.json").read_text(encoding="utf-8")).get("use")
        except (OSError, ValueError):
            return None
        return stated if isinstance(stated, str) else None


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _is_sound(folder: Path) -> bool:
    """Say whether an index may be left as it is: whole, or of another format, which opening it deals with."""
    try:
        if read_meta(folder)["format"] == FORMAT_VERSION:
            IndexFiles(folder / "index", folder.name).check_all()
    except TaxonomyError:
        return False
    return True


@contextmanager
def _writing(taxonomy_id: str, folder: Path, prefix: str) -> Iterator[Path]:
    """Give a temporary folder beside the taxonomies; what a killed process left there a day ago is removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".*-*"):
            if left.name.startswith((".import-", ".rebuild-")) and time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=f".{prefix}-", dir=folder) as temporary:
            yield Path(temporary)
    except OSError as error:
        # Full disk, no right to write, or another process that put the same taxonomy in place meanwhile.
        raise TaxonomyError(
            f"taxonomy {taxonomy_id} could not be written ({error.strerror or type(error).__name__}); free space or "
            "set SKILLPACT_HOME to a folder that can be written, then run the command again"
        ) from error


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
    """Copy the source tables, one subfolder or zip file a path in the order given, so that `rebuild` reads the same."""
    for position, path in enumerate(paths):
        try:
            if path.is_dir():
                target = folder / f"{position:02d}-{path.resolve().name}"
                files = [file for file in sorted(path.iterdir()) if file.name.endswith((".csv", ".csv.gz"))]
            elif path.name.endswith(".zip"):
                folder.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, folder / f"{position:02d}-{path.name}")
                continue
            else:
                # In a folder of its own the table keeps its name, which tells its language and enters the hash.
                target, files = folder / f"{position:02d}-{path.name.split('.')[0]}", [path]
            target.mkdir(parents=True)
            for file in files:
                shutil.copyfile(file, target / file.name)
        except OSError as error:
            raise InputError(f"could not be copied ({error.strerror})", file=path.name) from error
