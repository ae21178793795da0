"""From bytes to grids of raw cells, whatever program wrote them and whatever they would do to a reader."""
