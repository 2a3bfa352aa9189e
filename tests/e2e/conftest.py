"""The report of the example, written once, and Debian's Chromium: nothing is downloaded, nothing leaves the machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from skillpact.reporting import write_report
from skillpact.study import Study, StudySettings, load_study_inputs, run_study
from skillpact.taxonomy import TaxonomyStore

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def study(example: Path, own_home: Path) -> Study:
    """The study of the example; the plan's search is cut short, the report is the same for any plan."""
    inputs, taxonomy = load_study_inputs(example, TaxonomyStore())
    return run_study(inputs, taxonomy, StudySettings(plan_time_limit_s=10))


@pytest.fixture(scope="session")
def report(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example's report."""
    folder = tmp_path_factory.mktemp("report") / "out"
    write_report(study, folder)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the Debian package installs it."""
    path = shutil.which("chromium")
    assert path, "no chromium here: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, report: Path) -> Iterator[OpenPage]:
    """Open a page of the report without a network; what it asked for and complained about is kept and checked."""
    contexts, requests, complaints = [], [], []

    def open_one(name: str, *, width: int = 1280, colours: str = "light", has_script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=colours,
            offline=True,
            java_script_enabled=has_script,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((report / name).as_uri())
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert requests
    assert [url for url in requests if not url.startswith("file://")] == []
    assert len(requests) == len(contexts), "a page of the report loads nothing but itself"
    assert complaints == []
