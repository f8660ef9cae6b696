"""What every disclosed item must carry."""

from __future__ import annotations

# 内容概述 of a register row: at most 100 characters (local rules for compiling the register,
# e.g. 甘政办发〔2008〕54号; the Regulation itself, Art. 12, names the field without a length).
ABSTRACT_MAX_CHARACTERS = 100
