// SPDX-License-Identifier: Apache-2.0

import { sizeOf, stripTypedefs, typeName } from '../../symbols';
import { isFloat, isScalar, isTextCharacter, readBytes, type Value, writeBytes, writeScalar } from '../../values';
import type { Syntax } from '../syntax';
import { type Bound, decayed, described, guarded, placed } from './bound';
import { converted } from './conversions';
import { fail, quote, type Scope } from './scope';

/** Evaluating it writes. @throws ExpressionError when the target is no place, or the value does not fit */
export function bindAssignment(syntax: Syntax, target: Bound, value: Bound, scope: Scope): Bound {
  if (scope.readOnly !== undefined) {
    fail(syntax, scope.readOnly);
  }
  const { place } = target;
  if (!place || target.plain.kind === 'function') {
    fail(target.syntax, `${quote(scope, target.syntax)} is no place that can be written to`);
  }
  const write = writerFor(target, value, scope);
  const assign = async (): Promise<Value> => {
    const destination = await place();
    await write(destination);
    return destination;
  };
  return placed(syntax, target.type, assign, scope, target.bits);
}

type Writer = (destination: Value) => Promise<void>;

function writerFor(target: Bound, value: Bound, scope: Scope): Writer {
  const { plain } = target;
  const { context } = scope;
  if (isScalar(plain)) {
    const source = decayed(value, scope);
    const mixesFloat =
      isFloat(plain) !== isFloat(source.plain) && (plain.kind === 'pointer' || source.plain.kind === 'pointer');
    if (!isScalar(source.plain) || mixesFloat || value.syntax.kind === 'string') {
      misfit(target, value, scope);
    }
    return async (destination) => {
      const scalar = converted(await source.scalar(), plain);
      await guarded(target.syntax, scope, () => writeScalar(destination, scalar, context));
    };
  }
  const { place } = value;
  if (value.syntax.kind === 'string' && plain.kind === 'array' && isTextCharacter(stripTypedefs(plain.element()))) {
    const bytes = textFor(value, value.syntax.bytes, sizeOf(plain));
    return (destination) => guarded(target.syntax, scope, () => writeBytes(destination, bytes, context));
  }
  if (!place || typeName(plain) !== typeName(value.plain) || sizeOf(plain) !== sizeOf(value.plain)) {
    misfit(target, value, scope);
  }
  return async (destination) => {
    const source = await place();
    const bytes = await guarded(value.syntax, scope, () => readBytes(source, context));
    await guarded(target.syntax, scope, () => writeBytes(destination, bytes.slice(), context));
  };
}

function misfit(target: Bound, value: Bound, scope: Scope): never {
  const what = `${quote(scope, target.syntax)}, which is ${described(target)}`;
  fail(value.syntax, `${what}, cannot become a value ${described(value)}`);
}

/** A text for a whole array of characters, the rest of it zero. */
function textFor(value: Bound, bytes: Uint8Array, size: number): Uint8Array {
  const text = bytes.subarray(0, -1);
  if (text.length > size) {
    fail(value.syntax, `the text has ${text.length} bytes and there is room for ${size}`);
  }
  const filled = new Uint8Array(size);
  filled.set(text);
  return filled;
}
