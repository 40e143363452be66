/**
 * What in a template needs no reckoning, its own text and plain names such as `field.label`, is written at once. liquidjs walks a text by
 * one generator and a name by eight, which took half the time of a letter.
 */
import {
  type Context,
  type Emitter,
  type Expression,
  Output,
  type Template,
  TypeGuards,
  toValueSync,
  Value,
} from 'liquidjs';

/** What of Context its types leave out: the innermost scope that has a name. */
type Inside = { readonly findScope: (name: string) => object };

/** `field.label` -> its names; null for anything else. */
const namesOf = ({ postfix: [token, ...others] }: Expression): readonly string[] | null => {
  if (token === undefined || others.length > 0) return null;
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return null;
  const names = token.props.flatMap((prop) => ('content' in prop ? [prop.content] : []));
  return names.length === token.props.length && names.every((name) => typeof name === 'string') ? names : null;
};

const valueAt = (context: Context, names: readonly string[]): unknown => {
  let value: unknown = (context as unknown as Inside).findScope(names[0] ?? '');
  for (const name of names) value = context.readProperty(value as object, name);
  return value;
};

/** `within` gets a function of its own; both it and the one it had before give the same. */
const replace = (within: object, name: 'evaluate' | 'render', by: (context: Context, more: never) => unknown): void => {
  Object.defineProperty(within, name, { value: by });
};

/** What isn't there is left to liquidjs, which knows the place to complain of. */
const hastenName = (expression: Expression): void => {
  const names = namesOf(expression);
  if (names === null) return;
  const evaluate = expression.evaluate.bind(expression);
  replace(expression, 'evaluate', (context, lenient) => valueAt(context, names) ?? evaluate(context, lenient));
};

/** A name alone; what isn't text is left to liquidjs. */
const hastenOutput = (template: Template): void => {
  const names =
    template instanceof Output && template.value.filters.length === 0 ? namesOf(template.value.initial) : null;
  if (names === null) return;
  const render = template.render.bind(template);
  replace(template, 'render', (context, emitter: Emitter) => {
    const value = valueAt(context, names);
    return typeof value === 'string' ? emitter.write(value) : render(context, emitter);
  });
};

const hastenText = (template: Template): void => {
  if (!TypeGuards.isHTMLToken(template.token)) return;
  const text = template.token.getContent();
  replace(template, 'render', (_, emitter: Emitter) => emitter.write(text));
};

/** Hastens these templates, and all within them; what they render is the same. */
export const hasten = (templates: readonly Template[]): void => {
  for (const template of templates) {
    hastenText(template);
    hastenOutput(template);
    for (const argument of template.arguments?.() ?? []) if (argument instanceof Value) hastenName(argument.initial);
    const within = template.children?.(false, true);
    if (within !== undefined) hasten(toValueSync(within) as Template[]);
  }
};
