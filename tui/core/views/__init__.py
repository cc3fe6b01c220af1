"""Values made for showing: what a screen or a report needs of a forecast, worked out once."""
