"""Ways of a person without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page


def tab_to(page: Page, selector: str, *, at_most: int = 60) -> None:
    """Press Tab until the element has the focus, as a person without a mouse does."""
    for _press in range(at_most):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by {at_most} presses of Tab on {page.url}")
