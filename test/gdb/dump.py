# SPDX-License-Identifier: Apache-2.0
"""Tells what gdb sees at each stop, as one line of JSON per stop on standard output.

The stub on the other side goes to the next stop on `monitor next` and answers `stop` or `end`. Values are trees:
numbers, characters and truth values in decimal, enumerations by name, pointers in hexadecimal with what they point to
one level down, structs by member, arrays by element; `!` and a reason stand for what there is no value of.
"""
import json
import math
import os

import gdb

FRAMES = 24
ELEMENTS = 8
# Frames, from the innermost on, whose pointers are followed.
FOLLOWED_FRAMES = 2
# Members and elements of one variable, so that a large structure does not take all the time.
LEAVES = 400

PRESERVED = ["sp", "gp", "tp", "fp", "s1"] + ["s%d" % number for number in range(2, 12)]
STRUCTS = (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION)
NUMBERS = (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_BOOL)


class Budget:
    def __init__(self):
        self.left = LEAVES

    def take(self):
        self.left -= 1
        return self.left >= 0


def type_text(kind):
    return " ".join(str(kind).split())


def reason(error):
    text = str(error)
    if "optimized out" in text:
        return "!optimized out"
    if "ccess memory" in text:
        return "!no memory"
    return "!" + text


def tree(value, follow, budget):
    try:
        return tree_unguarded(value, follow, budget)
    except gdb.error as error:
        return reason(error)


def tree_unguarded(value, follow, budget):
    if not budget.take():
        return "..."
    kind = value.type.strip_typedefs()
    if kind.code in STRUCTS:
        return struct_tree(value, kind, follow, budget)
    if kind.code == gdb.TYPE_CODE_ARRAY:
        return array_tree(value, kind, follow, budget)
    # Of a struct or an array it would mean that any part of it is.
    if value.is_optimized_out:
        return "!optimized out"
    if kind.code == gdb.TYPE_CODE_ENUM:
        return enum_text(int(value), kind)
    if kind.code in NUMBERS:
        return str(int(value)) if kind.sizeof <= 8 else long_text(value, kind)
    if kind.code == gdb.TYPE_CODE_PTR:
        return pointer_tree(value, kind, follow, budget)
    if kind.code == gdb.TYPE_CODE_FLT:
        return float_text(float(value))
    return "!" + type_text(kind)


def long_text(value, kind):
    """Python gets no numbers of more than 64 bits from gdb, but their digits."""
    bits = 8 * kind.sizeof
    number = int(value.format_string(format="x"), 16)
    return str(number - (1 << bits) if kind.is_signed and number >> (bits - 1) else number)


def float_text(number):
    if not math.isfinite(number):
        return str(number)
    mantissa, exponent = ("%.16e" % number).split("e")
    return "%se%+d" % (mantissa, int(exponent))


def struct_tree(value, kind, follow, budget):
    members = {}
    for index, field in enumerate(kind.fields()):
        name = field.name if field.name else "(%d)" % index
        members[name] = tree(value[field], follow, budget)
    return members


def array_tree(value, kind, follow, budget):
    if kind.sizeof == 0:
        # A flexible array member; gdb gives it the bounds of one element.
        return []
    low, high = kind.range()
    return [tree(value[index], follow, budget) for index in range(low, min(high, low + ELEMENTS - 1) + 1)]


def enum_text(number, kind):
    for field in kind.fields():
        if field.enumval == number:
            return field.name
    return str(number)


def pointer_tree(value, kind, follow, budget):
    address = int(value) & 0xFFFFFFFFFFFFFFFF
    text = hex(address)
    target = kind.target().strip_typedefs()
    known = target.code in STRUCTS or target.code in NUMBERS or target.code in (gdb.TYPE_CODE_ENUM, gdb.TYPE_CODE_PTR)
    if not follow or address == 0 or not known or target.sizeof == 0:
        return text
    pointee = value.dereference()
    try:
        pointee.fetch_lazy()
    except gdb.error as error:
        return {"*": text, "to": reason(error)}
    return {"*": text, "to": tree(pointee, False, budget)}


def variable(frame, symbol, block, follow):
    try:
        value = frame.read_var(symbol, block)
        shown = {"name": symbol.name, "type": type_text(value.type)}
        if not value.is_optimized_out:
            value.fetch_lazy()
        shown["value"] = tree(value, follow, Budget())
        return shown
    except (gdb.error, ValueError) as error:
        return {"name": symbol.name, "type": type_text(symbol.type), "value": reason(error)}


def is_variable(symbol):
    """Variables that always have the same value are constants to gdb, as enumerators are; labels that the compiler has
    dropped are variables to it, of a type of its own."""
    plain = symbol.type.strip_typedefs() if symbol.type else None
    if plain is None or plain.name == "__CORE_ADDR":
        return False
    is_enumerator = plain.code == gdb.TYPE_CODE_ENUM and symbol.name in [field.name for field in plain.fields()]
    return symbol.is_variable or (symbol.is_constant and not is_enumerator)


def blocks(frame, follow):
    """Parameters, and the variables of each lexical block from the innermost out."""
    parameters, rest = [], []
    try:
        block = frame.block()
    except RuntimeError:
        return parameters, rest
    while block is not None:
        found = []
        for symbol in block:
            if symbol.is_argument:
                parameters.append(variable(frame, symbol, block, follow))
            elif is_variable(symbol):
                found.append(variable(frame, symbol, block, follow))
        rest.append(found)
        if block.function is not None:
            break
        block = block.superblock
    return parameters, rest


def registers(frame):
    """Those that a call preserves."""
    values = {}
    for name in PRESERVED:
        try:
            values[name] = hex(int(frame.read_register(name)) & 0xFFFFFFFFFFFFFFFF)
        except gdb.error as error:
            values[name] = reason(error)
    return values


def describe(frame, index):
    place = frame.find_sal()
    parameters, rest = blocks(frame, index < FOLLOWED_FRAMES)
    return {
        "function": frame.name(),
        "file": place.symtab.filename if place.symtab else None,
        "line": place.line,
        "inlined": frame.type() == gdb.INLINE_FRAME,
        "signal": frame.type() == gdb.SIGTRAMP_FRAME,
        "pc": hex(frame.pc()),
        "registers": registers(frame),
        "parameters": parameters,
        "blocks": rest,
    }


def frames():
    shown = []
    frame = gdb.newest_frame()
    while frame is not None and len(shown) < FRAMES:
        # A tail call leaves no frame; gdb shows one where it finds that there must have been such a call.
        if frame.type() != gdb.TAILCALL_FRAME:
            shown.append(describe(frame, len(shown)))
        try:
            following = frame.older()
        except gdb.error as error:
            return shown, str(error)
        if following is None:
            return shown, gdb.frame_stop_reason_string(frame.unwind_stop_reason())
        frame = following
    return shown, "limit"


def say(line):
    data = (line + "\n").encode()
    while data:
        data = data[os.write(1, data):]


def main():
    while gdb.execute("monitor next", to_string=True).strip() == "stop":
        gdb.execute("maintenance flush register-cache", to_string=True)
        gdb.execute("maintenance flush dcache", to_string=True)
        found, end = frames()
        say("@" + json.dumps({"frames": found, "end": end}))


main()
