"""Doubles: two applications that look like one act, proposed to a lead, never merged by themselves."""
