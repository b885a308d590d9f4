from .architectures import (
    conv_ac as conv_ac,
    cp_rnn as cp_rnn,
    gru as gru,
    lstm as lstm,
    mi_rnn as mi_rnn,
    recurrent as recurrent,
    second_order_rnn as second_order_rnn,
    tensor_train_lm as tensor_train_lm,
)
from .attention import (
    RULES as RULES,
    Rule as Rule,
    linear_attention as linear_attention,
    polynomial_attention as polynomial_attention,
)
from .case import Case as Case, case_of as case_of
from .catalogue import MODELS as MODELS, Model as Model
from .graphs import GRAPHS as GRAPHS, GraphName as GraphName, product_gnn as product_gnn
from .layering import layered as layered
from .mixing import (
    READOUTS as READOUTS,
    Readout as Readout,
    bilinear_mixer as bilinear_mixer,
    gmlp as gmlp,
)
from .observing import OBSERVE as OBSERVE, Observe as Observe
from .racs import MAX_VERTICES as MAX_VERTICES, rac as rac
from .recognition import call_of as call_of, origin_of as origin_of, rac_sizes as rac_sizes
from .sizes import (
    Size as Size,
    checked_sizes as checked_sizes,
    models_with as models_with,
    no_such_size as no_such_size,
    shown_sizes as shown_sizes,
    size_line as size_line,
    size_names as size_names,
    sizes_of as sizes_of,
)
from .stacks import Sizes as Sizes, Wiring as Wiring, stacked as stacked
from .state_space import (
    gated_ssm as gated_ssm,
    linear_ssm as linear_ssm,
    mamba as mamba,
    selective_ssm as selective_ssm,
)
