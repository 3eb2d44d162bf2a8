"""scorecardpy in an environment of its own: it needs an older pandas than the workbench. Run by `table_accuracy`.

``python by_scorecardpy.py ROWS.parquet FOLDS.json OUT.json``: rows with a column ``y``, folds as lists of row
positions, AUC of each tested part as a list.
"""

import json
import sys

import pandas as pd
import scorecardpy
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def main(rows: str, folds: str, out: str) -> None:
    """Bin, replace by WOE, fit a logistic regression on each training part; give the AUC of each tested part."""
    frame = pd.read_parquet(rows)
    found = []
    with open(folds) as stream:
        parts = json.load(stream)
    for train, test in parts:
        learned, tested = (frame.iloc[places].reset_index(drop=True) for places in (train, test))
        bins = scorecardpy.woebin(learned, y="y", print_info=False, no_cores=1)
        woe, told = (scorecardpy.woebin_ply(part, bins, print_info=False, no_cores=1) for part in (learned, tested))
        names = [name for name in woe.columns if name != "y"]
        model = LogisticRegression(max_iter=2000).fit(woe[names].fillna(0), woe["y"])
        found.append(roc_auc_score(told["y"], model.predict_proba(told[names].fillna(0))[:, 1]))
    with open(out, "w") as stream:
        json.dump(found, stream)


if __name__ == "__main__":
    main(*sys.argv[1:])
