// SPDX-License-Identifier: Apache-2.0
/** Reads the arguments of a request, which come from outside and may be anything. */

import { RequestError } from './request-error';

/** The fields of one JSON object, read with the types that they must have. All methods throw RequestError. */
export class Arguments {
  private readonly fields: Readonly<Record<string, unknown>>;

  /** @param owner for messages: the request, and the way to this object inside it */
  constructor(
    private readonly owner: string,
    readonly values: unknown,
  ) {
    this.fields = isObject(values) ? values : {};
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  integer(name: string): number {
    const value = this.fields[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw this.wrong(name, 'an integer');
    }
    return value;
  }

  integerOr(name: string, fallback: number): number {
    return this.has(name) ? this.integer(name) : fallback;
  }

  text(name: string): string {
    const value = this.fields[name];
    if (typeof value !== 'string') {
      throw this.wrong(name, 'a string');
    }
    return value;
  }

  textOr(name: string, fallback: string): string {
    return this.has(name) ? this.text(name) : fallback;
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  /** Strings of a list. @param limit more are refused */
  texts(name: string, limit: number): string[] {
    const list = this.fields[name];
    if (!Array.isArray(list) || list.length > limit || !list.every((each) => typeof each === 'string')) {
      throw this.wrong(name, `a list of at most ${limit} strings`);
    }
    return list;
  }

  /** Whole numbers of a list. @param limit more are refused */
  integers(name: string, limit: number): number[] {
    const list = this.fields[name];
    if (!Array.isArray(list) || list.length > limit || !list.every((each) => Number.isSafeInteger(each))) {
      throw this.wrong(name, `a list of at most ${limit} integers`);
    }
    return list;
  }

  truth(name: string): boolean {
    const value = this.fields[name];
    if (typeof value !== 'boolean') {
      throw this.wrong(name, 'true or false');
    }
    return value;
  }

  isTrue(name: string): boolean {
    return this.fields[name] === true;
  }

  object(name: string): Arguments {
    const value = this.fields[name];
    if (!isObject(value)) {
      throw this.wrong(name, 'an object');
    }
    return new Arguments(`${this.owner}.${name}`, value);
  }

  /** Objects of a list; none when the list is absent. @param limit more are refused */
  objects(name: string, limit: number): Arguments[] {
    const list = this.fields[name] ?? [];
    if (!Array.isArray(list) || !list.every(isObject)) {
      throw this.wrong(name, 'a list of objects');
    }
    if (list.length > limit) {
      throw new RequestError(`${this.owner}: '${name}' has ${list.length} entries; ${limit} are possible`);
    }
    return list.map((each, index) => new Arguments(`${this.owner}.${name}[${index}]`, each));
  }

  private wrong(name: string, wanted: string): RequestError {
    const value = this.fields[name];
    return new RequestError(
      value === undefined
        ? `${this.owner}: '${name}' is missing; it must be ${wanted}`
        : `${this.owner}: '${name}' must be ${wanted}, not ${shown(value)}`,
    );
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SHOWN = 60;

/** A value from outside as a message can show it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}
