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
from .case import Case as Case, case_of as case_of
from .catalogue import MODELS as MODELS, Model as Model
from .observing import OBSERVE as OBSERVE, Observe as Observe
from .racs import MAX_VERTICES as MAX_VERTICES, rac as rac
from .recognition import call_of as call_of, origin_of as origin_of, rac_sizes as rac_sizes
from .stacks import Sizes as Sizes, Wiring as Wiring, stacked as stacked
