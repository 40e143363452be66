/**
 * What zod finds wrong in a file of the owner's, in words for the person who edits it.
 */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  array: 'a list in [ ]',
  object: 'an object in { }',
  boolean: 'true or false',
};

/** What is wrong with a value, to stand behind its place and a colon. */
export const mistakeOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'is missing'
        : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return 'must not be empty';
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `nothing here is called ${issue.keys.join(', ')}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'must be a web address such as https://example.org' : issue.message;
    default:
      return issue.message;
  }
};
