"""The province's view of many workspaces: only figures that their gates let pass, compared commune by commune."""

from sotay.rollup.capacity import Machines, cores_by_hours, country, country_words, limits, measures, needs
from sotay.rollup.charts import ranked, spread
from sotay.rollup.compare import changes, few_cases, movers, outliers, standing, summary
from sotay.rollup.handing_in import absent, by_kind, late, missing_datasets
from sotay.rollup.province import Province, ProvinceError, open_province
from sotay.rollup.words import METHOD, conclusions, head, headline, stale

__all__ = [
    "METHOD", "Machines", "Province", "ProvinceError", "absent", "by_kind", "changes", "conclusions", "cores_by_hours", "country", "country_words", "few_cases", "head", "headline", "late", "limits",
    "measures", "missing_datasets", "movers", "needs", "open_province", "outliers", "ranked", "spread", "stale", "standing", "summary",
]
