# SPDX-License-Identifier: GPL-2.0-or-later
# For the kernel's make, on every board; ARCHITECTURE.md, "Decisions", says how it is read.

# Traces need functions, inlined calls and lines. -g1 gives them, unless the configuration asks for
# more. It costs 2 % of the compile time and adds nothing to what is booted.
KCFLAGS += $(if $(CONFIG_DEBUG_INFO),,-g1)
