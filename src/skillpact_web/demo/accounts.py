"""One account a role of the demo, each with a password of this machine alone."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from ..accounts.models import Membership, Organisation
from ..accounts.roles import Role
from ..accounts.services.people import create_account

# The cast of the tests: who they are stands in examples/STORY.md only as far as the story needs them.
NAMES = {
    Role.CLUSTER_MANAGER: "Ada",
    Role.COMPANY: "Bruno",
    Role.TALENT: "Koldo",
    Role.COUNSELLOR: "Carla",
    Role.PROVIDER: "Dario",
    Role.AUTHORITY: "Aurelio",
    Role.FUNDER: "Fulvia",
    Role.COORDINATOR: "Conrad",
    Role.ASSESSOR: "Asta",
    Role.SESSION_HOST: "Hugo",
    Role.AUDITOR: "Ines",
    Role.PRIVACY_OFFICER: "Petra",
    Role.ADMINISTRATOR: "Adam",
}


@dataclass(frozen=True)
class Account:
    """What the console shows."""

    role: str
    email: str
    password: str


def make_accounts(seats: dict[Role, Organisation | None]) -> dict[Role, Membership]:
    """Make one account a role. seats : where a role sits that is not at the cluster itself."""
    made, shown = {}, []
    for role, name in NAMES.items():
        password = "-".join(secrets.choice(WORDS) for _position in range(4))
        email = f"{name.lower()}@hiruzubi.example"
        user = create_account(email=email, display_name=name, password=password)
        made[role] = Membership.objects.create(user=user, role=role, organisation=seats[role])
        shown.append(Account(str(role), email, password))
    _file().write_text(json.dumps([asdict(one) for one in shown], indent=1), encoding="utf-8")
    _file().chmod(0o600)
    return made


def known_accounts() -> list[Account]:
    """Return the accounts that were made on this machine."""
    try:
        return [Account(**one) for one in json.loads(_file().read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _file() -> Path:
    folder = Path(settings.HOME)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "demo-accounts.json"


# Short words that are easy to copy; four of them are enough for data that are invented.
WORDS = (
    "anvil", "apple", "arrow", "basil", "beach", "birch", "bread", "brook", "cable", "cedar", "chalk", "cloud",
    "clover", "coast", "coral", "crane", "daisy", "delta", "ember", "fern", "field", "flint", "forge", "garden",
    "glass", "grain", "harbour", "hazel", "heron", "honey", "iris", "island", "ivory", "juniper", "kettle", "lake",
    "lantern", "lemon", "linen", "lotus", "maple", "marble", "meadow", "mill", "mint", "moss", "nutmeg", "oak",
    "ocean", "olive", "otter", "pebble", "pepper", "pine", "plum", "quartz", "quill", "raven", "reed", "river",
    "robin", "saffron", "sage", "sail", "silk", "slate", "spruce", "stone", "summit", "swift", "thyme", "timber",
    "tulip", "valley", "violet", "walnut", "wave", "wheat", "willow", "wool",
)  # fmt: skip
