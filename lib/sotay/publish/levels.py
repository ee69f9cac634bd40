"""How far a result may go: computed from the definitions, compared with what a recipient may see."""

from __future__ import annotations

from sotay.definitions.models.commune import Level, Recipient
from sotay.definitions.registry import Registry

ORDER: tuple[Level, ...] = ("public", "shared", "internal", "own")
WORDS: dict[Level, str] = {"public": "công khai", "shared": "chia sẻ", "internal": "nội bộ", "own": "riêng của đơn vị"}
# The annex's words for a dataset. "Theo quy định" and "theo phân quyền" name no recipient, so nobody outside gets it on their strength.
_OF_SHARING: dict[str, Level] = {"chia_se_theo_quy_dinh": "shared", "theo_quy_dinh": "internal", "theo_phan_quyen": "internal", "noi_bo": "internal"}
_USUAL: Level = "shared"


def level_of(report: str, registry: Registry) -> Level:
    """A group's or domain's report: the strictest of its datasets, or stricter when declared so. Any other: as declared, else shared."""
    declared = registry.levels.get(report)
    if report in registry.groups:
        datasets = registry.datasets_of(report)
    elif report in registry.domains:
        datasets = [registry.datasets[d] for d in registry.domains[report].datasets if d in registry.datasets]
    else:
        return declared or _USUAL
    computed = [_OF_SHARING[d.sharing] for d in datasets] or ["internal"]
    return max([*computed, *([declared] if declared else [])], key=ORDER.index)


def may_see(recipient: Recipient, level: Level) -> bool:
    return ORDER.index(level) <= ORDER.index(recipient.level)
