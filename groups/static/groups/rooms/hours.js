/* Hours on the reader's wall as the server reckons them: a browser's own zone rules may be older. */

/**
 * @param {string} locale how the reader writes hours, as the server does: en-GB, en-US
 * @param {number} ahead minutes that the reader's wall is ahead of UTC
 * @returns {(at: string) => string} what it shows at a moment (ISO 8601): "18:05", "6:05 PM"
 */
export function wall(locale, ahead) {
  const hours = new Intl.DateTimeFormat(locale, {
    timeStyle: "short",
    numberingSystem: "latn",
    timeZone: "UTC",
  });
  return (at) => hours.format(Date.parse(at) + ahead * 60_000).replaceAll("\u202f", " ");
}
