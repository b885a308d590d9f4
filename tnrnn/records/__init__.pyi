from . import records as records
from .json_text import (
    Kind as Kind,
    check_header as check_header,
    check_names as check_names,
    integer as integer,
    parsed as parsed,
    plain as plain,
    tuples as tuples,
)
from .records import (
    circuit_of as circuit_of,
    circuit_record as circuit_record,
    circuit_version as circuit_version,
    cut_of as cut_of,
    cut_record as cut_record,
    nested as nested,
    network_of as network_of,
    network_record as network_record,
    network_version as network_version,
    read as read,
    written as written,
)
