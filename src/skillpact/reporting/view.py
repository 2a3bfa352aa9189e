"""A study as one audience reads it: labels in the cluster's language, names for ids, words for codes."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cached_property

from skillpact.profiles.levels import LEVEL_NAMES
from skillpact.records import Company, Course, Vacancy
from skillpact.reporting.messages import has_words, load_words
from skillpact.reporting.table import NOT_ASSESSED, Audience, Remark
from skillpact.study import Study

SMALLEST_GROUP = 5  # what everyone may see is about at least so many, whatever the cluster's settings say


@dataclass(frozen=True)
class View:
    """What builders of tables need. Labels are looked up once."""

    study: Study
    audience: Audience
    words: gettext.NullTranslations

    @property
    def language(self) -> str:
        """Language of the labels: the cluster's."""
        return self.study.inputs.cluster.language

    @property
    def written_in(self) -> str:
        """Language of the report's own words: the cluster's, or English where no catalogue exists."""
        return self.language if has_words(self.language) else "en"

    @property
    def minimum(self) -> int:
        """Figures about fewer companies or persons are not published. A cluster may raise it, never below five."""
        return max(SMALLEST_GROUP, self.study.inputs.cluster.minimum_group)

    def say(self, message: str) -> str:
        """Return `message` in the report's language."""
        return self.words.gettext(message) if message else ""

    def say_n(self, one: str, many: str, number: int) -> str:
        """Return the form of a message that goes with `number`, in the report's language."""
        return self.words.ngettext(one, many, number)

    def say_as(self, context: str, message: str) -> str:
        """Return `message` as it is said of `context`, where other languages have several words for it."""
        return self.words.pgettext(context, message)

    def skill(self, uri: str) -> str:
        """Return the label of a skill or group, the URI itself where the taxonomy lacks it."""
        return self._label(uri)

    def occupation(self, uri: str | None) -> str:
        """Return the label of an occupation or ISCO group; words of its own where none could be told."""
        return self.say("occupation not told by the title") if uri is None else self._label(uri)

    def skill_kind(self, uri: str) -> str:
        """Return skill, knowledge, attitude or language in the report's words, "" where the taxonomy lacks it."""
        skills = self.study.taxonomy.skills
        return self.say(skills.kind(skills.row(uri))) if uri in skills else ""

    def company(self, company_id: str | None) -> str:
        """Return the name of a member, its id where it has none, words of its own where no company is stated."""
        if company_id is None:
            return self.say("no company stated")
        found = self.companies.get(company_id)
        return found.name if found and found.name else company_id

    def course(self, course_id: str) -> str:
        """Return the title of a course, its id where it has none."""
        found = self.courses.get(course_id)
        return found.title if found and found.title else course_id

    def level(self, level: float | None) -> str:
        """Return the word for a level: none, basic, intermediate, advanced, expert, or not assessed."""
        if level is None:
            return self.remark(NOT_ASSESSED)
        quarter = round(level * 4) / 4
        return self.level_words.get(quarter, f"{level:g}")

    def remark(self, remark: Remark) -> str:
        """Return the words of a remark."""
        _ = self.say
        texts = {
            "not_assessed": _("not assessed"),
            "unknown": _("unknown"),
            "fewer_than": _("fewer than {number}"),
            "at_least": _("at least {number}"),
            "withheld": _("not published"),
        }
        return texts[remark.code].format(number=remark.number)

    @cached_property
    def level_words(self) -> dict[float, str]:
        """Level → word, in the order of the levels."""
        _ = self.say
        words = (_("none"), _("basic"), _("intermediate"), _("advanced"), _("expert"))
        return dict(zip(LEVEL_NAMES, words, strict=True))

    @cached_property
    def companies(self) -> dict[str, Company]:
        """Members by id."""
        return {company.id: company for company in self.study.inputs.companies}

    @cached_property
    def vacancies(self) -> dict[str, Vacancy]:
        """All vacancies that were read, by id."""
        return {vacancy.id: vacancy for vacancy in self.study.inputs.vacancies}

    @cached_property
    def courses(self) -> dict[str, Course]:
        """Courses by id."""
        return {course.id: course for course in self.study.inputs.courses}

    @cached_property
    def label_languages(self) -> dict[str, str]:
        """Label → its language, of the labels looked up so far whose language is known."""
        return {}

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {}

    def _label(self, uri: str) -> str:
        if uri not in self._labels:
            taxonomy = self.study.taxonomy
            self._labels[uri] = uri
            for table in (taxonomy.skills, taxonomy.groups, taxonomy.occupations):
                if uri in table:
                    row = table.row(uri)
                    label = self._labels[uri] = table.label(row, self.language)
                    for language in (self.language, "en", *table.languages):
                        if table.has_label(row, language):
                            self.label_languages[label] = language
                            break
                    break
        return self._labels[uri]


def make_view(study: Study, audience: Audience) -> View:
    """Return the view of an audience, in the cluster's language."""
    return View(study, audience, load_words(study.inputs.cluster.language))
