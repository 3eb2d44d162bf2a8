"""The world of practitioners (从业人员): careers, integrity, misconduct, complaints, awards and business."""
