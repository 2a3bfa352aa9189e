"""Search over skills: as one types, in one's language, forgiving a mistake; cells of tables; statements."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from vacancies_world import requirement, vacancy

from skillpact.records import Evidence, HeldSkill
from skillpact_web.accounts.roles import Role
from skillpact_web.errors import DomainError
from skillpact_web.skills import engine, statements
from skillpact_web.skills.models import Origin, TaxonomyChoice


@pytest.fixture
def found(world, own_home, starter):
    """Search as a talent, in a language."""
    client = world.client(Role.TALENT)

    def search(words, language="en", **more):
        return client.get("/api/v1/skills", {"q": words, "lang": language, **more}).json()

    return search


def test_a_skill_is_found_by_its_beginning_in_the_language_of_the_person_and_with_a_mistake(found):
    assert found("TIG wel")[0]["label"] == "TIG welding"
    assert found("soldadura TI", "es")[0]["label"].startswith("soldadura TIG")
    assert found("TIG weldign")[0]["label"] == "TIG welding"
    assert found("welder", table="occupations")[0]["label"] == "welder"


@pytest.mark.parametrize("words", ["", "   ", "\u0301", "x" * 200, "<script>", "'; --", "%", "🙂"])
def test_whatever_is_typed_is_answered(found, words):
    assert isinstance(found(words), list)


def test_the_page_and_the_picker_give_the_same_skills(world, own_home, starter):
    client = world.client(Role.COMPANY)
    page = client.get(reverse("skills:search"), {"q": "TIG welding"})
    assert "<strong>TIG welding</strong>" in page.content.decode()
    options = client.get(reverse("skills:search"), {"skill": "TIG welding"}, headers={"HX-Request": "true"})
    assert 'data-label="TIG welding"' in options.content.decode()


def test_a_cell_is_read_as_it_is_written(db, own_home, starter):
    cell = "TIG welding = 0.75 (certified) until 2027-02-01; SQL"
    skills = engine.read_cell(cell)
    assert [(one.level, one.evidence, one.expires_on) for one in skills] == [
        (None, Evidence.CLAIMED, None), (0.75, Evidence.CERTIFIED, date(2027, 2, 1)),
    ] or [(one.level, one.evidence, one.expires_on) for one in skills] == [
        (0.75, Evidence.CERTIFIED, date(2027, 2, 1)), (None, Evidence.CLAIMED, None),
    ]  # fmt: skip
    labels = {one.uri: engine.skill_label(one.uri) for one in skills}
    assert engine.read_cell(engine.write_cell(skills, labels)) == skills


def test_a_label_that_would_not_be_found_again_is_written_as_its_uri(db, own_home, starter):
    assert engine.write_cell([HeldSkill("urn:x", 0.5)], {"urn:x": "A = B; C"}) == "urn:x = 0.5"


def test_a_cell_with_an_unknown_skill_names_its_column(db, own_home, starter):
    with pytest.raises(DomainError) as caught:
        engine.read_cell("Sorcery = 0.5", column="optional_skills")
    assert list(caught.value.fields) == ["optional_skills"]
    assert "Sorcery" in caught.value.message


def test_the_taxonomy_that_the_database_names_is_used_and_a_missing_one_says_so(db, own_home, starter):
    TaxonomyChoice.objects.create(taxonomy_id="esco-9.9.9-000000000000")
    with pytest.raises(DomainError, match="The skills cannot be looked up now"):
        engine.search("welding")


def test_a_new_reading_replaces_what_nobody_decided_and_keeps_what_somebody_did(world, own_home, starter):
    job = vacancy(world.company, "Welder")
    requirement(job, "kept", status="confirmed")
    requirement(job, "refused", status="rejected")
    requirement(job, "old")
    new = [
        engine.Suggested(f"urn:test:{label}", label, 0.9, "lexical", None, True) for label in ("kept", "refused", "new")
    ]
    assert statements.put_suggestions(job.requirements.all(), {"vacancy": job}, new, Origin.MACHINE) == 1
    assert {one.label: one.status for one in job.requirements.all()} == {
        "kept": "confirmed", "refused": "rejected", "new": "suggested",
    }  # fmt: skip


def test_another_taxonomy_says_first_what_it_would_move_and_is_used_only_when_asked(world, own_home, starter, capsys):
    job = vacancy(world.company, "Welder")
    requirement(job, "TIG welding", uri=engine.find_skill("TIG welding"))
    requirement(job, "of an older taxonomy")
    call_command("use_taxonomy", "starter")
    said = capsys.readouterr().out
    assert ("exact: 1" in said, "Nothing was changed" in said, TaxonomyChoice.objects.count()) == (True, True, 0)
    call_command("use_taxonomy", "starter", "--apply")
    assert TaxonomyChoice.objects.get().taxonomy_id == starter.id
    with pytest.raises(CommandError, match="nonesuch"):
        call_command("use_taxonomy", "nonesuch")
