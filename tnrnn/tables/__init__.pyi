from .curves import Plan as Plan, Profile as Profile, check_work as check_work, planned as planned, profile as profile
from .entanglement import EntanglementProfile as EntanglementProfile, entanglement_profile as entanglement_profile
from .flow_bounds import PowerBound as PowerBound, max_flow_gap as max_flow_gap, power_bound as power_bound
from .reasons import why_not as why_not
from .rows import TITLES as TITLES, Table as Table
from .table import bounds as bounds, table_of as table_of
