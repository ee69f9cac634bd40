"""The province's view of many workspaces: only figures that their gates let pass, compared commune by commune."""

from sotay.rollup.charts import ranked, spread
from sotay.rollup.compare import changes, few_cases, movers, outliers, standing, summary
from sotay.rollup.handing_in import absent, by_kind, late, missing_datasets
from sotay.rollup.province import Province, ProvinceError, open_province
from sotay.rollup.words import METHOD, conclusions, head, headline, sources, stale

__all__ = [
    "METHOD", "Province", "ProvinceError", "absent", "by_kind", "changes", "conclusions", "few_cases", "head", "headline", "late", "missing_datasets", "movers", "open_province", "outliers",
    "ranked", "sources", "spread", "stale", "standing", "summary",
]
