"""FHIR R4 Bundles, read tolerantly: what is not understood is listed, never dropped."""

from skou.records.fhir.bundle import read_bundle

__all__ = ["read_bundle"]
