"""The one form renderer: names, help and errors belong to their fields for eyes, ears and keyboards alike."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from skillpact_web.ui.fields import DateField, LevelField, MoneyField, PickedSkill, SkillField, parse_cents
from skillpact_web.ui.forms import BaseForm, Group

HOSTILE = '"><script>alert(1)</script>'


class Example(BaseForm):
    groups = (Group("Where it is", ("city", "rooms"), help="The place of work."),)

    title = forms.CharField(max_length=80, help_text="As in the advert.")
    words = forms.CharField(widget=forms.Textarea, required=False, max_length=5000)
    city = forms.CharField(required=False)
    rooms = forms.IntegerField(required=False)
    way = forms.ChoiceField(choices=[("a", "Here"), ("b", "There")], widget=forms.RadioSelect, help_text="One of two.")
    agreed = forms.BooleanField(label="I agree")
    price = MoneyField(required=False)
    starts = DateField(required=False)
    level = LevelField()
    skill = SkillField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("title") == "clash":
            raise forms.ValidationError("Two of these do not go together.")
        return self.cleaned_data


def drawn(form):
    return lxml.html.fromstring(f"<main>{form}</main>")


def test_every_visible_input_has_a_label_or_a_legend():
    page = drawn(Example())
    for found in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        labels = page.xpath("//label[@for=$id]", id=found.get("id"))
        assert len(labels) + len(found.xpath("ancestor::label")) >= 1, found.get("name")
        assert len(labels) <= 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.xpath("//fieldset[.//input[@type='radio']]/legend")[0].text_content().startswith("Way")


def test_what_is_required_says_so_in_words():
    page = drawn(Example())
    label = page.xpath("//label[@for='id_title']")[0]
    assert label.text_content() == "Title (required)"
    assert page.xpath("//label[@for='id_city']")[0].text_content() == "City"
    assert page.xpath("//legend[contains(., 'Way')]")[0].text_content() == "Way (required)"


def test_help_and_error_are_tied_to_their_input():
    page = drawn(Example({"title": "x" * 90, "rooms": "many"}))
    title = page.xpath("//input[@name='title']")[0]
    assert title.get("aria-invalid") == "true"
    said = [page.get_element_by_id(one).text_content().strip() for one in title.get("aria-describedby").split()]
    assert said == [
        "As in the advert. At most 80 characters.",
        "Ensure this value has at most 80 characters (it has 90).",
    ]
    way = page.xpath("//fieldset[.//input[@type='radio']]")[-1]
    assert [page.get_element_by_id(one).text_content() for one in way.get("aria-describedby").split()] == [
        "One of two.",
        "This field is required.",
    ]
    assert page.xpath("//input[@name='city']")[0].get("aria-invalid") is None


def test_the_summary_of_errors_stands_first_takes_the_focus_and_leads_to_each_field():
    page = drawn(Example({"title": "clash", "price": "a lot"}))
    summary = page.xpath("//main/*")[0]
    assert summary.get("class") == "error-summary"
    assert summary.get("tabindex") == "-1"
    assert summary.get("autofocus") is not None
    assert summary.xpath(".//li")[0].text_content() == "Two of these do not go together."
    targets = [link.get("href").removeprefix("#") for link in summary.xpath(".//a")]
    assert targets == ["id_way_0", "id_agreed", "id_price"]
    for target in targets:
        assert page.get_element_by_id(target).tag in ("input", "select", "textarea")


def test_a_form_without_errors_has_no_summary():
    assert drawn(Example()).xpath("//*[@class='error-summary']") == []


def test_what_a_person_wrote_is_shown_as_words_never_as_markup():
    form = Example(
        {"title": HOSTILE, "words": f"</textarea>{HOSTILE}", "way": HOSTILE, "skill": HOSTILE, "price": HOSTILE}
    )
    form.add_error("title", f"“{HOSTILE}” is taken.")
    page = drawn(form)
    assert page.xpath("//script") == []
    assert page.xpath("//input[@name='title']")[0].get("value") == HOSTILE
    assert f"“{HOSTILE}” is taken." in page.text_content()
    # An error's sentence shows at most 40 characters of what was written.
    assert "is not an amount" in page.text_content()


def test_groups_stand_in_a_frame_with_a_legend_where_their_first_field_stands():
    page = drawn(Example())
    group = page.xpath("//fieldset[@class='group']")[0]
    assert group.xpath("./legend")[0].text_content() == "Where it is"
    assert group.xpath(".//input/@name") == ["city", "rooms"]
    names = page.xpath("//input[not(@type='hidden')]/@name | //textarea/@name | //select/@name")
    assert list(dict.fromkeys(names)) == [
        "title", "words", "city", "rooms", "way", "agreed", "price", "starts", "level", "skill",
    ]  # fmt: skip


def test_hidden_fields_are_there_and_an_error_of_one_is_said():
    page = drawn(Example({"version": "x"}))
    assert len(page.xpath("//input[@type='hidden'][@name='version']")) == 1
    assert "(Hidden field version) Enter a whole number." in page.xpath("//*[@class='error-summary']")[0].text_content()


def test_a_browser_fills_in_only_what_is_the_persons_own():
    class Contact(BaseForm):
        email = forms.EmailField()
        note = forms.CharField()

    page = drawn(Contact())
    assert page.xpath("//input[@name='email']/@autocomplete") == ["email"]
    assert page.xpath("//input[@name='note']/@autocomplete") == ["off"]


def test_a_plain_django_form_is_rendered_by_the_same_templates():
    class Plain(forms.Form):
        name = forms.CharField(help_text="Your own.")

    page = drawn(Plain({}))
    assert page.xpath("//label[@for='id_name']")[0].text_content() == "Name (required)"
    assert page.xpath("//input/@aria-describedby") == ["id_name_helptext id_name_error"]


def test_no_form_carries_a_style_or_a_script():
    markup = str(Example({"title": ""}))
    assert "style=" not in markup
    assert "<script" not in markup
    assert " onclick" not in markup


@pytest.mark.parametrize(
    ("text", "language", "cents"),
    [
        ("1.200,50", "en", 120050),
        ("1,200.50", "es", 120050),
        ("1200", "en", 120000),
        ("1 200,5 €", "es", 120050),
        ("1,200", "en", 120000),
        ("1.200", "es", 120000),
        ("1.234.567", "en", 123456700),
        ("0.05", "en", 5),
        ("12,5", "en", 1250),
        ("1’200.50", "en", 120050),
        ("EUR 7", "es", 700),
    ],
)
def test_money_is_read_as_people_of_a_language_write_it(text, language, cents):
    with translation.override(language):
        assert MoneyField().clean(text) == cents


@pytest.mark.parametrize(
    ("text", "language"),
    [("1.200", "en"), ("1,200", "es"), ("-5", "en"), ("1,2,3", "en"), ("12.3456", "en"), ("1e5", "en"), ("a lot", "es"),
     ("1.20,50", "es"), ("٣", "en"), ("1,200,50", "en"), (".5", "en")],
)  # fmt: skip
def test_money_that_can_be_read_in_two_ways_or_none_is_refused_with_an_example(text, language):
    with translation.override(language), pytest.raises(forms.ValidationError) as refused:
        MoneyField().clean(text)
    assert text in refused.value.messages[0]


def test_money_comes_back_as_it_would_be_written():
    class Price(BaseForm):
        price = MoneyField()

    with translation.override("es"):
        page = drawn(Price(initial={"price": 120050}))
        assert page.xpath("//input/@value") == ["1200,50"]
        assert MoneyField().clean(page.xpath("//input/@value")[0]) == 120050
    assert parse_cents("1200.50", ".") == 120050
    with pytest.raises(forms.ValidationError, match="too large"):
        MoneyField().clean("999999999999")


def test_a_day_in_the_past_century_or_no_day_at_all_is_refused():
    field = DateField(earliest=date(2000, 1, 1), latest=date(2040, 12, 31))
    assert field.clean("2026-11-02") == date(2026, 11, 2)
    assert field.clean("2/11/2026") == date(2026, 11, 2)
    with pytest.raises(forms.ValidationError, match="a day from 2000-01-01 to 2040-12-31"):
        field.clean("1926-11-02")
    with pytest.raises(forms.ValidationError, match="valid date"):
        field.clean("2026-02-30")


def test_a_level_is_a_quarter_and_nothing_said_is_none():
    assert LevelField().clean("0.5") == 0.5
    assert LevelField().clean("") is None
    with pytest.raises(forms.ValidationError):
        LevelField().clean("0.6")

    class Has(BaseForm):
        level = LevelField()

    assert drawn(Has(initial={"level": 1.0})).xpath("//option[@selected]/@value") == ["1.0"]


def test_a_skill_is_words_with_a_uri_where_one_was_taken():
    class Has(BaseForm):
        skill = SkillField()

    taken = Has({"skill": " welding ", "skill_uri": "http://data.example/1"})
    assert taken.is_valid()
    assert taken.cleaned_data["skill"] == PickedSkill("welding", "http://data.example/1")
    typed = Has({"skill": "welding"})
    assert typed.is_valid()
    assert typed.cleaned_data["skill"] == PickedSkill("welding", "")
    assert Has({"skill": ""}).errors == {"skill": ["This field is required."]}


def test_a_file_makes_the_form_multipart():
    class Upload(BaseForm):
        file = forms.FileField()

    assert Upload().is_multipart()
    assert drawn(Upload()).xpath("//label[@for='id_file']")


def test_a_field_renders_alone_by_the_same_template():
    form = Example()
    alone = Template("{{ form.title.as_field_group }}").render(Context({"form": form}))
    assert 'aria-describedby="id_title_helptext"' in alone
