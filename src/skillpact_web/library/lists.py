"""Which lists the library knows, in which file each comes, and which columns hold code, label and status."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import FactStatus


@dataclass(frozen=True)
class ListSpec:
    """One list. Its file is `<name>.csv`; what no column claims is kept in the fact's values.

    code : columns that together tell a row from all others; label : column of the label people read
    status : column that says how sure a row is, "" where the whole list has the status `default`
    verified_where : (column, value) of the rows that were verified, where no column says so
    source : where the list comes from, for rows without a source of their own
    """

    name: str
    title: str | Promise
    code: tuple[str, ...]
    label: str
    source: str
    status: str = ""
    default: FactStatus = FactStatus.RECALLED
    verified_where: tuple[str, str] | None = None


_EMI = "European Monitor of Industrial Ecosystems"
_ECF = "EN 16234-1 (e-CF 4.0)"
_PACT = "Pact for Skills"
SPECS = {
    spec.name: spec
    for spec in (
        ListSpec("ecosystems", _("Industrial ecosystems"), ("ecosystem_id",), "name", _EMI, "status"),
        ListSpec(
            "ecosystem_nace", _("Ecosystems by NACE division"), ("ecosystem_id", "nace_code"), "groups_or_note",
            "placed by us after the scope texts of the ecosystems; not the official table", "basis",
        ),
        ListSpec("eqf_levels", _("Levels of the EQF"), ("level",), "short_own_words", "EQF Recommendation 2017"),
        ListSpec("digcomp", _("DigComp competences"), ("competence_id",), "name_3_0", "JRC DigComp 2.2 and 3.0"),
        ListSpec("digcomp_levels", _("DigComp levels"), ("level",), "band_3_0", "JRC DigComp 2.2 and 3.0"),
        ListSpec("ecf", _("e-CF competences"), ("competence_id",), "name", _ECF),
        ListSpec("ecf_levels", _("e-CF levels"), ("e_level",), "title_e_cf_3", _ECF),
        ListSpec("ecf_transversal_aspects", _("e-CF transversal aspects"), ("aspect_id",), "topic", _ECF),
        ListSpec("greencomp", _("GreenComp competences"), ("competence_id",), "name", "JRC GreenComp"),
        ListSpec("entrecomp", _("EntreComp competences"), ("competence_id",), "name", "JRC EntreComp"),
        ListSpec(
            "cluster_excellence_indicators", _("Indicators of cluster excellence"), ("indicator_id",), "name",
            "European Cluster Excellence Initiative, criteria of 2013", "name_status",
        ),
        ListSpec(
            "cluster_label_rules", _("Rules of the cluster labels"), ("label",), "motto",
            "European Secretariat for Cluster Analysis",
        ),
        ListSpec("pact_commitment_fields", _("Fields of a commitment"), ("form", "field"), "values_or_meaning", _PACT,
                 "evidence"),
        ListSpec("pact_survey_results", _("Results of the Pact's surveys"), ("published",), "period", _PACT),
        ListSpec("pact_large_scale_partnerships", _("Large-scale partnerships"), ("lsp_id", "metric"), "name", _PACT,
                 "status"),
        ListSpec("pact_regional_partnerships", _("Regional partnerships"), ("name",), "name", _PACT),
        ListSpec("esf_indicators", _("Common indicators of the ESF+"), ("code",), "short_own_words",
                 "Regulation (EU) 2021/1057, Annex I"),
        ListSpec(
            "microcredential_elements", _("Elements of a micro-credential"), ("order",), "element",
            "Council Recommendation 2022/C 243/02", verified_where=("required", "Y"),
        ),
        ListSpec("eqavet_indicators", _("EQAVET indicators"), ("number",), "name", "EQAVET framework"),
        # Not among the shipped facts: an operator may load one, and forms then offer it.
        ListSpec("nuts", _("NUTS regions"), ("code",), "name", "Eurostat", "status"),
        ListSpec("nace", _("NACE divisions"), ("code",), "name", "Eurostat", "status"),
    )
}  # fmt: skip


def status_of(spec: ListSpec, row: dict[str, str]) -> FactStatus:
    """Return how sure a row is. Only what says plainly "verified" is: every qualified wording stays provisional."""
    if spec.verified_where and row.get(spec.verified_where[0]) == spec.verified_where[1]:
        return FactStatus.VERIFIED
    if not spec.status:
        return spec.default
    said = row.get(spec.status, "").strip().lower()
    if said == "verified":
        return FactStatus.VERIFIED
    return FactStatus.INFERRED if said in ("inferred", "scope") else FactStatus.RECALLED
