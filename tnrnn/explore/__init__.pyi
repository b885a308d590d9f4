from .cases import DEFAULT as DEFAULT, PREFERRED as PREFERRED, SIZES as SIZES, Grid as Grid, Parameters as Parameters
from .defaults import LIMIT as LIMIT, PORT as PORT
from .exporting import export as export, page as page
from .payloads import payload as payload
from .serving import application as application, serve as serve
from .widget import Explorer as Explorer
