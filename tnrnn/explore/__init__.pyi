from .cases import DEFAULT as DEFAULT, PREFERRED as PREFERRED, SIZES as SIZES, Grid as Grid, Parameters as Parameters
from .exporting import LIMIT as LIMIT, export as export, page as page
from .payloads import payload as payload
from .serving import PORT as PORT, application as application, serve as serve
from .widget import Explorer as Explorer
