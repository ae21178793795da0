"""A small Excel, held to Excel's own type library: xlwings' Windows engine drives it on any system."""
