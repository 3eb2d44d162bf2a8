"""Who takes part (参与方): whose records they are, who keeps them, who reads them, who bears a name.

Words only, so that the command line can name them without loading what works with them.
"""

from typing import Literal

Subject = Literal["regulator", "enterprise", "practitioner", "consumer"]
"""Subject types (信用主体)."""

OperatorClass = Literal["regulator", "industry_body", "credit_agency", "insurer"]
"""Who keeps records: the law differs by class."""

Reader = Literal["subject", "insurer", "regulator", "industry_body", "credit_agency", "researcher", "public"]
"""Role of who asks for records (查询方)."""

Named = Literal["insurer", "bureau", "person"]
"""Who has names that change over time."""
