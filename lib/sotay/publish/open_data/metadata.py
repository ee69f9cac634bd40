"""What the world is told of an open dataset: a Frictionless Data Package and a DCAT description of the same facts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sotay.definitions.models.commune import Commune, OpenData
from sotay.publish.open_data.content import Content
from sotay.publish.open_data.formats import Written

_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
FORMATS = {"csv": ("text/csv", "CSV"), "json": ("application/json", "JSON"), "parquet": ("application/vnd.apache.parquet", "PARQUET")}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "spdx": "http://spdx.org/rdf/terms#", "skos": "http://www.w3.org/2004/02/skos/core#",
}


@dataclass(frozen=True)
class Published:
    """A proposal as it is published: its rows, the files, the day the conditions were met and the day its data last changed (both ISO)."""

    proposal: OpenData
    content: Content
    files: list[Written]
    issued: str
    modified: str
    rhythm: str


def publisher(commune: Commune) -> str:
    return f"Ủy ban nhân dân {commune.kind.lower()} {commune.name}"


def _description(published: Published, commune: Commune) -> str:
    proposal = published.proposal
    place = f"{commune.kind.lower()} {commune.name}, tỉnh {commune.province}"
    parts = [f"{proposal.title} của {place}. {proposal.content}.", f"Cập nhật: {proposal.periodicity}.", published.content.remark]
    return " ".join(p for p in parts if p)


def data_package(published: Published, commune: Commune) -> dict:
    """datapackage.json; only the CSV carries the Table Schema, the other files are the same rows."""
    proposal = published.proposal
    made: dict = {
        "profile": "data-package", "name": proposal.id.replace("_", "-"), "title": proposal.title, "description": _description(published, commune),
        "version": published.modified.replace("-", "."), "created": f"{published.issued}T00:00:00Z", "keywords": list(proposal.keywords),
        "contributors": [{"title": publisher(commune), "role": "publisher"}],
    }
    if proposal.licence:
        made["licenses"] = [{"title": proposal.licence} | ({"path": proposal.licence_url} if proposal.licence_url else {"name": "other-open"})]
    if proposal.access_url:
        made["homepage"] = proposal.access_url
    return made | {"resources": [_resource(f, published.content.schema, proposal) for f in published.files]}


def _resource(file: Written, schema: dict, proposal: OpenData) -> dict:
    ending = file.name.rsplit(".", 1)[-1]
    facts = {"name": f"{proposal.id.replace('_', '-')}-{ending}", "title": f"{proposal.title} ({FORMATS[ending][1]})", "path": file.name,
             "mediatype": FORMATS[ending][0], "bytes": file.size, "hash": f"sha256:{file.sha256}"}
    if ending != "csv":
        return facts | {"type": "file", "format": ending}
    dialect = {"delimiter": ",", "lineTerminator": "\r\n"}
    return facts | {"type": "table", "profile": "tabular-data-resource", "format": "csv", "encoding": "utf-8", "dialect": dialect, "schema": schema}


def _vi(text: str) -> dict:
    return {"@value": text, "@language": "vi"}


def _day(text: str) -> dict:
    return {"@value": text, "@type": "xsd:date"}


def dcat(published: Published, commune: Commune) -> dict:
    """dcat.jsonld after DCAT-AP; facts that the commune has not decided are absent, not invented."""
    proposal = published.proposal
    period = pd.Period(published.content.month, "M")
    made: dict = {
        "@context": CONTEXT, "@id": proposal.access_url or proposal.id, "@type": "dcat:Dataset", "dct:identifier": f"{commune.code}-{proposal.id}",
        "dct:title": _vi(proposal.title), "dct:description": _vi(_description(published, commune)), "dct:language": {"@id": f"{_EU}/language/VIE"},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _vi(publisher(commune))},
        "dct:issued": _day(published.issued), "dct:modified": _day(published.modified), "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/{published.rhythm}"},
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": _vi(f"{commune.kind} {commune.name}, tỉnh {commune.province}"), "dct:identifier": commune.code},
        "dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:startDate": _day(f"{period.start_time:%Y-%m-%d}"), "dcat:endDate": _day(f"{period.end_time:%Y-%m-%d}")},
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
    }
    if proposal.keywords:
        made["dcat:keyword"] = [_vi(k) for k in proposal.keywords]
    if proposal.theme:
        made["dcat:theme"] = [{"@id": f"{_EU}/data-theme/{proposal.theme}"}]
    if proposal.contact:
        reached = {"vcard:hasEmail": {"@id": f"mailto:{proposal.contact}"}} if "@" in proposal.contact else {"vcard:note": _vi(proposal.contact)}
        made["dcat:contactPoint"] = {"@type": "vcard:Organization", "vcard:fn": publisher(commune)} | reached
    return made | {"dcat:distribution": [_distribution(f, published) for f in published.files]}


def _distribution(file: Written, published: Published) -> dict:
    proposal, ending = published.proposal, file.name.rsplit(".", 1)[-1]
    media, name = FORMATS[ending]
    base = proposal.access_url.rstrip("/")
    checksum = {"@type": "spdx:Checksum", "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"}, "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"}}
    made: dict = {
        "@type": "dcat:Distribution", "dct:title": _vi(f"{proposal.title} ({name})"), "dcat:downloadURL": {"@id": f"{base}/{file.name}" if base else file.name},
        "dcat:mediaType": {"@id": f"{_IANA}/{media}"}, "dct:format": {"@id": f"{_EU}/file-type/{name}"},
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"}, "spdx:checksum": checksum,
        "dct:issued": _day(published.issued), "dct:modified": _day(published.modified),
    }
    if base:
        made["dcat:accessURL"] = {"@id": proposal.access_url}
    if proposal.licence:
        made["dct:license"] = {"@id": proposal.licence_url} if proposal.licence_url else {"@type": "dct:LicenseDocument", "dct:title": _vi(proposal.licence)}
        made["dct:rights"] = {"@type": "dct:RightsStatement", "skos:prefLabel": _vi(proposal.licence)}
    return made
