"""What the definitions call the things of a month: tables, units, datasets, columns, coded values."""

from __future__ import annotations

from sotay.definitions.models.commune import Domain
from sotay.definitions.problem import did_you_mean
from sotay.definitions.registry import Registry, TableRef


class BookError(Exception):
    """A request that the book cannot answer; the message (Vietnamese) says what there is."""


class Names:
    """The part of a book that tells ids from each other and by their names."""

    registry: Registry

    def ref(self, table: str) -> TableRef:
        """A table by its id. Raises BookError with the nearest known id."""
        if table not in self.registry.tables:
            raise BookError(f"Không có bảng `{table}`. {did_you_mean(table, self.registry.tables)}")
        return self.registry.tables[table]

    def unit_name(self, unit: str) -> str:
        known = self.registry.units.get(unit)
        return known.short if known else unit

    def dataset_name(self, dataset: str) -> str:
        known = self.registry.datasets.get(dataset)
        return known.short if known else dataset

    def group(self, group: str) -> list[str]:
        """Ids of a group's datasets in the annex's order."""
        return [d.id for d in self.registry.datasets_of(group)]

    def domain(self, domain: str) -> Domain:
        """A specialised domain by its id. Raises BookError with the nearest known id."""
        if domain not in self.registry.domains:
            raise BookError(f"Không có dữ liệu chuyên ngành `{domain}`. {did_you_mean(domain, self.registry.domains)}")
        return self.registry.domains[domain]

    def titles(self, table: str, *names: str) -> dict[str, str]:
        """Columns of a table with the titles the commune uses; `th_*` names all that begin with `th_`."""
        columns = {c.name: c.title for c in self.ref(table).table.columns}
        return {c: columns[c] for name in names for c in ([k for k in columns if k.startswith(name[:-1])] if name.endswith("*") else [name])}

    def labels(self, table: str, column: str) -> list[str]:
        """The values a coded column may take, in the definition's order."""
        return [v.label for v in self.registry.values_of(self.ref(table).table.column(column))]
