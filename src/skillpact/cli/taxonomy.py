"""`skillpact taxonomy`: bring in, choose, compare and search the words that skills are read with."""

from __future__ import annotations

from pathlib import Path

import click

from skillpact.cli.output import format_option, print_table
from skillpact.cli.progress import ProgressLine
from skillpact.taxonomy import Taxonomy, TaxonomyStore

_NOTES_SHOWN = 8


@click.group()
def taxonomy() -> None:
    """Import, fetch, choose, compare and search taxonomies of skills.

    \b
    Examples:
      skillpact taxonomy import ESCO_v1.1.1_csv.zip
      skillpact taxonomy search "TIG welding" --lang es
    """


@taxonomy.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--name", metavar="NAME", help="Name of the taxonomy [default: esco, for ESCO's tables].")
@click.option("--version", metavar="VERSION", help="Its version [default: told from the path].")
def import_(paths: tuple[Path, ...], name: str | None, version: str | None) -> None:
    """Import ESCO's CSV tables from a folder, zip or file; further PATHs add labels in more languages.

    \b
    Example:
      skillpact taxonomy import ESCO-1.1.1-en/ more-languages/ --version 1.1.1
    """
    with ProgressLine() as progress:
        found = TaxonomyStore().import_source(list(paths), name=name, version=version, on_progress=progress)
    _tell(found)


@taxonomy.command()
@click.option("--lang", required=True, metavar="XX", help="Language to fetch (ISO 639-1).")
@click.option("--version", default="v1.2.0", show_default=True, metavar="VERSION", help="Version of ESCO.")
@click.option(
    "--url", envvar="SKILLPACT_ESCO_URL", metavar="URL", help="Address of the web service [default: ESCO's own]."
)
def fetch(lang: str, version: str, url: str | None) -> None:
    """Fetch a language of ESCO from its public web service and import it; goes on where it was interrupted.

    \b
    Example:
      skillpact taxonomy fetch --lang es --version v1.2.0
    """
    from skillpact.taxonomy.fetch import DEFAULT_URL, fetch_esco

    store = TaxonomyStore()
    plain = version.removeprefix("v")
    with ProgressLine() as progress:
        folder = fetch_esco(
            store.folder.parent / "downloads" / f"esco-{plain}-{lang}",
            language=lang, version=version, base_url=url or DEFAULT_URL, on_progress=progress,
        )  # fmt: skip
        found = store.import_source([folder], version=plain, on_progress=progress)
    _tell(found)


@taxonomy.command()
@click.argument("name")
def use(name: str) -> None:
    """Make NAME the default for commands and studies that name none.

    \b
    Example:
      skillpact taxonomy use esco-1.1.1
    """
    click.echo(f"In use: {TaxonomyStore().use(name).id}")


@taxonomy.command("list")
@format_option
def list_(form: str) -> None:
    """List the taxonomies that are here.

    \b
    Example:
      skillpact taxonomy list --format json
    """
    store = TaxonomyStore()
    in_use = store.find().id
    columns = ("id", "skills", "occupations", "languages", "in_use")
    rows = [
        (t.id, len(t.skills), len(t.occupations), " ".join(t.languages), "yes" if t.id == in_use else "no")
        for t in store.list()
    ]
    print_table(columns, rows, form)
    for name, problem in store.problems():
        click.echo(f"skillpact: {name}: {problem}", err=True)


@taxonomy.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@format_option
def diff(first: str, second: str, form: str) -> None:
    """Report what moved from taxonomy A to taxonomy B.

    \b
    Example:
      skillpact taxonomy diff esco-1.1.1 esco-1.2.1
    """
    from skillpact.taxonomy.diff import diff_taxonomies

    store = TaxonomyStore()
    found = diff_taxonomies(store.find(first), store.find(second))
    print_table(found.columns, found.rows, form)
    if form == "table":
        for what, count in found.counts.items():
            click.echo(f"{what}: {count:,}")
    for note in found.notes:
        click.echo(f"skillpact: {note}", err=True)


@taxonomy.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--lang", metavar="XX", help="Search labels of this language only.")
@click.option("--occupations", is_flag=True, help="Search occupations instead of skills.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="At most so many.")
@click.option("--taxonomy", "wanted", metavar="NAME", help="Taxonomy to search [default: in use].")
@format_option
def search(
    words: tuple[str, ...], lang: str | None, occupations: bool, limit: int, wanted: str | None, form: str
) -> None:
    """Search skills by WORDS.

    \b
    Example:
      skillpact taxonomy search soldadura --lang es
    """
    from skillpact.taxonomy.search import search_concepts

    if not "".join(words).strip():
        raise click.UsageError("no WORDS given")
    found = TaxonomyStore().find(wanted)
    table = "occupations" if occupations else "skills"
    hits = search_concepts(found, " ".join(words), language=lang, table=table, limit=limit)
    print_table(
        ("score", "label", "kind", "found_as", "uri"),
        [(h.score, h.label, h.kind, h.matched_label, h.uri) for h in hits],
        form,
    )
    if found.attribution and form == "table":
        click.echo(found.attribution)


@taxonomy.command()
@click.argument("name", required=False)
@click.option("--lang", "languages", multiple=True, metavar="XX",
              help="Language of the texts to be read; may be repeated [default: those of the taxonomy].")  # fmt: skip
@click.option("--again", is_flag=True, help="Build anew what is there already.")
def index(name: str | None, languages: tuple[str, ...], again: bool) -> None:
    """Build the dense index of taxonomy NAME [default: in use], with which skills are found by their meaning.

    Verbs that need it build it on first need; here it can be done beforehand. What was stopped goes on where it was.

    \b
    Example:
      skillpact taxonomy index esco-1.1.1 --lang en --lang es
    """
    from skillpact.extraction.denseindex import build_dense_index
    from skillpact.extraction.subwords import LANGUAGES
    from skillpact.extraction.tiers import model_for

    found = TaxonomyStore().find(name)
    chosen = languages or [code for code in found.skills.languages if code in LANGUAGES]
    for code in languages:
        if code not in LANGUAGES:
            raise click.UsageError(f"--lang is {code!r}, the models read: {', '.join(LANGUAGES)}")
    for code in chosen:
        with ProgressLine() as progress:
            build_dense_index(
                found, code, model_for(code), again=again,
                on_progress=lambda done, n, code=code: progress(f"skills for texts in {code}", done, n),  # type: ignore[misc]
            )  # fmt: skip
        click.echo(f"{found.id}: texts in {code} are read by meaning, {len(found.skills):,} skills")


@taxonomy.command()
@click.argument("name")
def rebuild(name: str) -> None:
    """Build the index of taxonomy NAME anew from the source kept beside it.

    \b
    Example:
      skillpact taxonomy rebuild esco-1.1.1-5ccf77044865
    """
    with ProgressLine() as progress:
        found = TaxonomyStore().rebuild(name, on_progress=progress)
    _tell(found)


def _tell(found: Taxonomy) -> None:
    languages = " ".join(found.languages)
    click.echo(
        f"{found.id}: {len(found.skills):,} skills, {len(found.occupations):,} occupations, languages {languages}"
    )
    notes = found.meta["notes"]
    for note in notes[:_NOTES_SHOWN]:
        click.echo(f"  {note}")
    if len(notes) > _NOTES_SHOWN:
        click.echo(f"  and {len(notes) - _NOTES_SHOWN} more notes of this kind, in meta.json of the taxonomy's index")
    if found.attribution:
        click.echo(found.attribution)
