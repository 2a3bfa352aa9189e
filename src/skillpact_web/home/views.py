"""The first page, signed in or not."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from . import queries


@require_safe
def index(request: Any) -> HttpResponse:
    """Show what this is to a visitor, and to a person what waits for them and where they can go."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    if not request.viewer:
        return redirect("home:no_role")
    return render(request, "home/index.html")


@require_safe
@login_required
def no_role(request: Any) -> HttpResponse:
    """Tell a person whose account holds no role how they get one."""
    if request.viewer:
        return redirect("home:index")
    return render(request, "home/no_role.html")


@require_safe
def about_data(request: Any) -> HttpResponse:
    """Show which data about people are kept here, why and how long."""
    return render(request, "home/about_data.html", {"uses": queries.uses_of_personal_data()})
