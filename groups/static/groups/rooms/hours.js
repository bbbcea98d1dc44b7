/* Hours on the reader's wall as the server reckons them: a browser's own zone rules may be older. */

/**
 * @param {string} language
 * @param {number} ahead minutes that the reader's wall is ahead of UTC
 * @returns {(at: string) => string} what it shows at a moment (ISO 8601): "18:05"
 */
export function wall(language, ahead) {
  const hours = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  return (at) => hours.format(Date.parse(at) + ahead * 60_000);
}
