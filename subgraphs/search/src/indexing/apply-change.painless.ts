/**
 * Writes one source's part of a product's document, only if it is newer than the stored part: late, repeated and
 * reordered events change nothing. The text is constant, with parameters, so that the engine compiles it once.
 *
 * Parameters, each optional: `product {version, fields}`, `rating {version, average, count}`,
 * `stock {sku: {version, available}}` (SKUs that are not the product's are skipped, see stock-by-sku.ts), `popularity` (a sum that only grows, so it is its own version).
 */
export const APPLY_CHANGE = `
Map doc = ctx._source;
if (doc.versions == null) doc.versions = [:];
boolean changed = false;
boolean restock = false;
if (params.product != null) {
  def held = doc.versions.product;
  if (held == null || held < params.product.version) {
    doc.putAll(params.product.fields);
    doc.versions.product = params.product.version;
    if (doc.stock != null) doc.stock.keySet().removeIf(sku -> !doc.skus.contains(sku));
    if (doc.versions.stock != null) doc.versions.stock.keySet().removeIf(sku -> !doc.skus.contains(sku));
    changed = true;
    restock = true;
  }
}
if (params.rating != null) {
  def held = doc.versions.rating;
  if (held == null || held < params.rating.version) {
    doc.rating = ['average': params.rating.average, 'count': params.rating.count];
    doc.versions.rating = params.rating.version;
    changed = true;
  }
}
if (params.stock != null) {
  if (doc.stock == null) doc.stock = [:];
  if (doc.versions.stock == null) doc.versions.stock = [:];
  for (def entry : params.stock.entrySet()) {
    if (doc.skus != null && !doc.skus.contains(entry.getKey())) continue;
    def held = doc.versions.stock[entry.getKey()];
    if (held == null || held < entry.getValue().version) {
      doc.stock[entry.getKey()] = entry.getValue().available;
      doc.versions.stock[entry.getKey()] = entry.getValue().version;
      changed = true;
      restock = true;
    }
  }
}
if (params.popularity != null) {
  def held = doc.versions.popularity;
  if (held == null || held < params.popularity) {
    doc.popularity = params.popularity;
    doc.versions.popularity = params.popularity;
    changed = true;
  }
}
if (restock && doc.variants != null) {
  boolean any = false;
  for (def variant : doc.variants) {
    def level = doc.stock == null ? null : doc.stock[variant.sku];
    variant.inStock = variant.purchasable && level != null && level > 0;
    if (variant.inStock) any = true;
  }
  doc.inStock = any;
}
if (!changed) ctx.op = 'none';
`;
