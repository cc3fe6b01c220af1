"""The question backwards: ``wishes`` asks what a row should do, ``ways`` lists what does it, ``carry_out`` does one."""
