from . import (
    closed_forms as closed_forms,
    drawing as drawing,
    einsum as einsum,
    explore as explore,
    homogeneous as homogeneous,
    interop as interop,
    memory as memory,
    models as models,
    sweeping as sweeping,
    training as training,
    upper as upper,
)
from .basics import CheckError as CheckError, EinsumMap as EinsumMap, TnrnnError as TnrnnError
from .bounding import Bound as Bound, SymmetricCut as SymmetricCut, symmetric_cut as symmetric_cut
from .cuts import (
    Cut as Cut,
    CutEntry as CutEntry,
    MinCuts as MinCuts,
    cut_through as cut_through,
    min_cut as min_cut,
    min_cuts as min_cuts,
    slice_cut as slice_cut,
)
from .drawing import (
    Scene as Scene,
    Style as Style,
    View as View,
    animate as animate,
    compose as compose,
    draw as draw,
    plot as plot,
    save as save,
)
from .interop import from_json as from_json, to_json as to_json
from .models import rac as rac
from .networks import (
    Bond as Bond,
    Builder as Builder,
    Circuit as Circuit,
    Network as Network,
    Partition as Partition,
    Tensor as Tensor,
    Vector as Vector,
    Vertex as Vertex,
    unroll as unroll,
    unrolled_size as unrolled_size,
)
from .ranks import (
    RankCertificate as RankCertificate,
    Spectrum as Spectrum,
    generic_rank as generic_rank,
    numeric_spectrum as numeric_spectrum,
    separation_rank as separation_rank,
)
from .tables import (
    EntanglementProfile as EntanglementProfile,
    PowerBound as PowerBound,
    Profile as Profile,
    Table as Table,
    bounds as bounds,
    entanglement_profile as entanglement_profile,
    max_flow_gap as max_flow_gap,
    power_bound as power_bound,
    profile as profile,
)
from .values import (
    Cost as Cost,
    contract as contract,
    contraction_cost as contraction_cost,
    evaluate as evaluate,
    evaluate_observed as evaluate_observed,
    from_torch as from_torch,
    random_weights as random_weights,
)

__version__: str
