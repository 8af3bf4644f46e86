/* Made by npm run codegen from schema/; changes are lost. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { OrderMapper, OrderItemMapper, OrderEventMapper, PaymentMapper, OrderConnectionMapper, CartMapper, CartLineMapper, AvailabilityMapper, PromotionMapper, PromotionConnectionMapper, TaxRateConnectionMapper, VariantMapper, UserMapper } from './schema.mappers.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An ISO 3166-1 alpha-2 code such as DE. */
  CountryCode: { input: string; output: string; }
  /** An ISO 4217 code such as EUR. */
  Currency: { input: string; output: string; }
  /** An instant in UTC, ISO 8601. */
  DateTime: { input: Date; output: Date | string; }
  /** An address such as ada@example.org. */
  EmailAddress: { input: string; output: string; }
  /** A number in E.164 form such as +4930123456. */
  PhoneNumber: { input: string; output: string; }
  /** A whole number of up to 53 bits. */
  SafeInt: { input: number; output: number; }
  /** An absolute address of a page or picture. */
  URL: { input: URL; output: URL | string; }
};

/** What can be bought now. */
export type Availability = {
  __typename?: 'Availability';
  /** Exact up to 10, then 10. */
  available: Scalars['Int']['output'];
  inStock: Scalars['Boolean']['output'];
};

/** What a customer means to buy. It is kept for 30 days after it was last used. */
export type Cart = {
  __typename?: 'Cart';
  /** Null for a cart into which nothing was ever put. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Only for the guest who sent it, or got the cart just now. */
  guestToken?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** Pieces of all lines. */
  itemCount: Scalars['Int']['output'];
  /** In the order in which they were put in. */
  lines: Array<CartLine>;
  /** What all lines that are still sold cost today. Null while the cart is empty. */
  subtotal?: Maybe<Money>;
  /** Raised by every change. A checkout names the version that the customer saw. */
  version: Scalars['Int']['output'];
};

/** What is wrong with a line of a cart. */
export type CartIssue =
  | 'LESS_AVAILABLE'
  | 'NO_LONGER_SOLD'
  | 'OUT_OF_STOCK'
  /** Since the line was last changed. */
  | 'PRICE_CHANGED';

/** Some pieces of one SKU, at the price of today. */
export type CartLine = {
  __typename?: 'CartLine';
  id: Scalars['ID']['output'];
  /** What keeps the line from being bought as it stands. */
  issue?: Maybe<CartIssue>;
  lineTotal?: Maybe<Money>;
  quantity: Scalars['Int']['output'];
  sku: Scalars['ID']['output'];
  /** Null where the SKU is no longer sold. */
  unitPrice?: Maybe<Money>;
  variant?: Maybe<Variant>;
};

/** No cart has this token: it has expired, or it was merged. */
export type CartNotFound = DomainError & {
  __typename?: 'CartNotFound';
  message: Scalars['String']['output'];
};

/** What changing a cart answers. */
export type CartResult = Cart | CartNotFound | CurrencyMismatch | InsufficientStock | QuantityOutOfRange | UnknownSku;

/**
 * The same key or the same cart is at work in another request, or the payment provider has not answered yet: ask again with the
 * same key.
 */
export type CheckoutInProgress = DomainError & {
  __typename?: 'CheckoutInProgress';
  message: Scalars['String']['output'];
  order: Order;
  retryAfterMs: Scalars['Int']['output'];
};

/**
 * cartVersion and expectedTotal are what the customer saw: another cart is answered with ConcurrentModification, another total
 * with PriceChanged. A guest gives guestToken and email.
 */
export type CheckoutInput = {
  /** Where something is shipped it may be left out: then it is the shipping address. */
  billingAddress?: InputMaybe<ShippingAddressInput>;
  cartVersion: Scalars['Int']['input'];
  /** A guest's. Of a signed-in customer the account's address is used. */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  expectedTotal: MoneyInput;
  guestToken?: InputMaybe<Scalars['String']['input']>;
  /** Made by the client for each attempt to buy; kept for at least a day. */
  idempotencyKey: Scalars['ID']['input'];
  /** The payment provider's token of the card or account. */
  paymentMethod: Scalars['String']['input'];
  promotionCode?: InputMaybe<Scalars['String']['input']>;
  /** Where an approval comes back to; its origin is one of the shop's. */
  returnUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Neither this nor shippingMethod is asked of a cart that needs no shipping: it asks for billingAddress. */
  shippingAddress?: InputMaybe<ShippingAddressInput>;
  shippingMethod?: InputMaybe<Scalars['String']['input']>;
  vatId?: InputMaybe<Scalars['String']['input']>;
};

/** What checkout answers. */
export type CheckoutResult = CartNotFound | CheckoutInProgress | CheckoutSuccess | ConcurrentModification | EmptyCart | IdempotencyConflict | InsufficientStock | InvalidShipping | ItemUnavailable | PaymentActionRequired | PaymentDeclined | PriceChanged | PromotionInvalid;

/** The order stands, and its payment is authorised or captured. */
export type CheckoutSuccess = {
  __typename?: 'CheckoutSuccess';
  order: Order;
};

/** Somebody else changed it in between: read it again. currentVersion is 0 where it does not exist (any more). */
export type ConcurrentModification = DomainError & {
  __typename?: 'ConcurrentModification';
  currentVersion: Scalars['Int']['output'];
  message: Scalars['String']['output'];
};

/** A cart has one currency. */
export type CurrencyMismatch = DomainError & {
  __typename?: 'CurrencyMismatch';
  cart: Scalars['Currency']['output'];
  item: Scalars['Currency']['output'];
  message: Scalars['String']['output'];
};

/** An expected outcome that is not success. */
export type DomainError = {
  message: Scalars['String']['output'];
};

/** There is nothing in the cart. */
export type EmptyCart = DomainError & {
  __typename?: 'EmptyCart';
  message: Scalars['String']['output'];
};

/** The key was used for another input. */
export type IdempotencyConflict = DomainError & {
  __typename?: 'IdempotencyConflict';
  key: Scalars['ID']['output'];
  message: Scalars['String']['output'];
};

/** Less is there than was asked for. */
export type InsufficientStock = DomainError & {
  __typename?: 'InsufficientStock';
  lines: Array<StockShortage>;
  message: Scalars['String']['output'];
};

/** The address or the way of shipping does not do. field is that of the input, or names the SKU whose weight is not known. */
export type InvalidShipping = DomainError & {
  __typename?: 'InvalidShipping';
  field: Scalars['String']['output'];
  message: Scalars['String']['output'];
};

/** No longer sold, or unknown. */
export type ItemUnavailable = DomainError & {
  __typename?: 'ItemUnavailable';
  message: Scalars['String']['output'];
  skus: Array<Scalars['ID']['output']>;
};

/** An amount in minor units of the currency: 1999 USD is 19.99 dollars, 1999 JPY is 1999 yen. */
export type Money = {
  __typename?: 'Money';
  amount: Scalars['SafeInt']['output'];
  currency: Scalars['Currency']['output'];
};

/** Minor units and their currency. */
export type MoneyInput = {
  amount: Scalars['SafeInt']['input'];
  currency: Scalars['Currency']['input'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Adds pieces of a SKU. A guest without a token gets a new cart: its guestToken is in the answer, keep it. */
  addToCart?: Maybe<CartResult>;
  /**
   * Buys the cart. Ask again with the same key after CheckoutInProgress, after an approval, and where no answer came: it gives
   * the same order, or buys once more where that was cancelled.
   */
  checkout?: Maybe<CheckoutResult>;
  /** Takes all lines out. */
  clearCart?: Maybe<CartResult>;
  /** From then on the shop does not sell this class there. Answers with the rate that was deleted. For staff with settings:write. */
  deleteTaxRate?: Maybe<TaxRateResult>;
  /** Adds a guest's cart to the viewer's and forgets it; again with the same token changes nothing. */
  mergeGuestCart?: Maybe<CartResult>;
  /** Takes a line out. A SKU that is not in the cart changes nothing. */
  removeFromCart?: Maybe<CartResult>;
  /** Creates a promotion, or changes the one with this code. For staff with promotions:write. */
  savePromotion?: Maybe<PromotionResult>;
  /** Creates a way of shipping, or changes the one with this code, with all of its zones. For staff with settings:write. */
  saveShippingMethod?: Maybe<ShippingMethodResult>;
  /** For staff with settings:write. */
  saveShopSettings?: Maybe<ShopSettingsResult>;
  /** Creates a rate, or changes the one of this country, region and class. For staff with settings:write. */
  saveTaxRate?: Maybe<TaxRateResult>;
  /** Sets the quantity of a line; 0 takes it out. */
  setCartQuantity?: Maybe<CartResult>;
};


export type MutationAddToCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  quantity: Scalars['Int']['input'];
  sku: Scalars['ID']['input'];
};


export type MutationCheckoutArgs = {
  input: CheckoutInput;
};


export type MutationClearCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
};


export type MutationDeleteTaxRateArgs = {
  country: Scalars['CountryCode']['input'];
  region?: InputMaybe<Scalars['String']['input']>;
  taxClass: TaxClass;
  version: Scalars['Int']['input'];
};


export type MutationMergeGuestCartArgs = {
  token: Scalars['String']['input'];
};


export type MutationRemoveFromCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  sku: Scalars['ID']['input'];
};


export type MutationSavePromotionArgs = {
  input: PromotionInput;
};


export type MutationSaveShippingMethodArgs = {
  input: ShippingMethodInput;
};


export type MutationSaveShopSettingsArgs = {
  input: ShopSettingsInput;
};


export type MutationSaveTaxRateArgs = {
  input: TaxRateInput;
};


export type MutationSetCartQuantityArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  quantity: Scalars['Int']['input'];
  sku: Scalars['ID']['input'];
};

/** What was bought, at the prices of that day. */
export type Order = {
  __typename?: 'Order';
  /** Null where it is the shipping address, and once the account was erased. */
  billingAddress?: Maybe<ShippingAddress>;
  /** Null for a guest's order, and for an erased account. */
  customer?: Maybe<User>;
  discount: Money;
  /** Null once the account was erased. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** All that happened to the order, oldest first. */
  history: Array<OrderEvent>;
  id: Scalars['ID']['output'];
  items: Array<OrderItem>;
  /** What people read out on the phone. */
  number: Scalars['String']['output'];
  /** Every attempt to pay, the first one first. */
  payments: Array<Payment>;
  placedAt: Scalars['DateTime']['output'];
  /** Whether the prices of the lines contain the tax. total = subtotal - discount + shipping, and tax on top where they do not. */
  pricesIncludeTax: Scalars['Boolean']['output'];
  shipping: Money;
  /** Null where nothing is shipped, and once the account was erased. */
  shippingAddress?: Maybe<ShippingAddress>;
  /** Null where nothing is shipped. */
  shippingMethod?: Maybe<ShippingMethod>;
  /** The part of tax that is for shipping. */
  shippingTax: Money;
  status: OrderStatus;
  subtotal: Money;
  tax: Money;
  /** What the tax is made of: tax is the sum of their amounts. Empty in an order of before tax was shown apart. */
  taxes: Array<TaxLine>;
  total: Money;
  /** As the customer gave it; null once the account was erased. */
  vatId?: Maybe<Scalars['String']['output']>;
  /** Raised by every change of the order. */
  version: Scalars['Int']['output'];
};

/** totalCount is counted only where it is selected, exactly up to 10,000. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  edges: Array<OrderEdge>;
  nodes: Array<Order>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
  totalCountExact: Scalars['Boolean']['output'];
};

/** An order and its place in the list. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  cursor: Scalars['String']['output'];
  node: Order;
};

/** One entry of an order's history. */
export type OrderEvent = {
  __typename?: 'OrderEvent';
  at: Scalars['DateTime']['output'];
  note?: Maybe<Scalars['String']['output']>;
  status: OrderStatus;
};

/** All that is given must hold. What is null, left out or an empty list does not narrow the list. */
export type OrderFilter = {
  /** Of this user. In User.orders it narrows to nothing where it is another. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** Exactly this address, as its owner wrote it or in small letters. */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** Exactly this order number, in capitals or not. */
  number?: InputMaybe<Scalars['String']['input']>;
  placedAfter?: InputMaybe<Scalars['DateTime']['input']>;
  placedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  sku?: InputMaybe<Scalars['ID']['input']>;
  /** One of these. */
  status?: InputMaybe<Array<OrderStatus>>;
};

/** Name, picture and unit price are those of the day it was bought. */
export type OrderItem = {
  __typename?: 'OrderItem';
  discount: Money;
  id: Scalars['ID']['output'];
  imageUrl?: Maybe<Scalars['URL']['output']>;
  /** After discount, in the same sense as the price. */
  lineTotal: Money;
  productName: Scalars['String']['output'];
  quantity: Scalars['Int']['output'];
  sku: Scalars['ID']['output'];
  tax: Money;
  unitPrice: Money;
  variant?: Maybe<Variant>;
  variantName: Scalars['String']['output'];
};

/** Where an order stands. */
export type OrderStatus =
  | 'CANCELLED'
  | 'CONFIRMED'
  | 'DELIVERED'
  | 'PARTIALLY_SHIPPED'
  | 'PENDING'
  | 'REFUNDED'
  | 'SHIPPED';

/** Where a page of a list begins and ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** What a payment provider holds or has taken for an order. */
export type Payment = {
  __typename?: 'Payment';
  amount: Money;
  captured: Money;
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** Who takes the money, such as stripe. */
  provider: Scalars['String']['output'];
  /** The provider's own name for the payment; null until it gave one. */
  providerReference?: Maybe<Scalars['String']['output']>;
  /** Paid back so far. */
  refunded: Money;
  status: PaymentStatus;
};

/** The customer has to approve the payment at url, or with clientSecret in the provider's own element. The stock waits for a while. */
export type PaymentActionRequired = DomainError & {
  __typename?: 'PaymentActionRequired';
  clientSecret?: Maybe<Scalars['String']['output']>;
  message: Scalars['String']['output'];
  order: Order;
  url?: Maybe<Scalars['URL']['output']>;
};

/** The order was cancelled, and the stock is free again. Try another card, with the same key if you like. */
export type PaymentDeclined = DomainError & {
  __typename?: 'PaymentDeclined';
  message: Scalars['String']['output'];
  /** Such as card_declined, insufficient_funds, expired_card, approval_expired. */
  reason: Scalars['String']['output'];
};

/** Where a payment stands. */
export type PaymentStatus =
  /** The customer must approve it. */
  | 'ACTION_REQUIRED'
  /** The money is held, and not yet taken. */
  | 'AUTHORISED'
  | 'CAPTURED'
  /** Declined, or it could not be captured. */
  | 'FAILED'
  | 'PENDING'
  /** All of it was paid back. */
  | 'REFUNDED'
  /** The provider has not answered yet what became of it. */
  | 'UNKNOWN'
  /** Given up; nothing was taken. */
  | 'VOIDED';

/** The order would cost another amount than the customer saw: ask for a quote. */
export type PriceChanged = DomainError & {
  __typename?: 'PriceChanged';
  actual: Money;
  expected: Money;
  message: Scalars['String']['output'];
};

/** What an order takes off for a code. One of basisPoints, amount and freeShipping holds. */
export type Promotion = {
  __typename?: 'Promotion';
  active: Scalars['Boolean']['output'];
  amount?: Maybe<Money>;
  /** 2500 is 25 % of the subtotal. */
  basisPoints?: Maybe<Scalars['Int']['output']>;
  /** In capitals; customers may type it in any letters. */
  code: Scalars['String']['output'];
  /** Not at this instant any more. */
  endsAt?: Maybe<Scalars['DateTime']['output']>;
  freeShipping: Scalars['Boolean']['output'];
  maxUses?: Maybe<Scalars['Int']['output']>;
  /** By account and by e-mail address together. */
  maxUsesPerCustomer?: Maybe<Scalars['Int']['output']>;
  /** Of the subtotal before discount. */
  minimumSubtotal?: Maybe<Money>;
  startsAt?: Maybe<Scalars['DateTime']['output']>;
  /** By orders that were placed and not cancelled before they were confirmed. */
  used: Scalars['Int']['output'];
  /** Raised by every save. */
  version: Scalars['Int']['output'];
};

export type PromotionConnection = {
  __typename?: 'PromotionConnection';
  nodes: Array<Promotion>;
  pageInfo: PageInfo;
};

/** One of basisPoints (2500 is 25 %), amount and freeShipping. */
export type PromotionInput = {
  active?: InputMaybe<Scalars['Boolean']['input']>;
  amount?: InputMaybe<MoneyInput>;
  basisPoints?: InputMaybe<Scalars['Int']['input']>;
  code: Scalars['String']['input'];
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  freeShipping?: InputMaybe<Scalars['Boolean']['input']>;
  maxUses?: InputMaybe<Scalars['Int']['input']>;
  maxUsesPerCustomer?: InputMaybe<Scalars['Int']['input']>;
  minimumSubtotal?: InputMaybe<MoneyInput>;
  startsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The version that was read; left out for a new promotion. */
  version?: InputMaybe<Scalars['Int']['input']>;
};

/** The code is unknown, does not hold for this order, or contradicts itself. */
export type PromotionInvalid = DomainError & {
  __typename?: 'PromotionInvalid';
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
};

/** What savePromotion answers. */
export type PromotionResult = ConcurrentModification | Promotion | PromotionInvalid;

/** Of a line, or of the lines of a cart. */
export type QuantityOutOfRange = DomainError & {
  __typename?: 'QuantityOutOfRange';
  max: Scalars['Int']['output'];
  message: Scalars['String']['output'];
  min: Scalars['Int']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The viewer's cart, or a guest's by its token; null for a guest whose cart has expired. */
  cart?: Maybe<Cart>;
  /** Its owner's or staff's; null for anyone else, as if it did not exist. */
  order?: Maybe<Order>;
  /** By the number that people read out: its owner's, and staff's. A guest gives the e-mail address of the order as well. */
  orderByNumber?: Maybe<Order>;
  /** All orders, newest first, for staff with orders:read; null for anyone else. */
  orders?: Maybe<OrderConnection>;
  /** Newest first, for staff with promotions:write; null for anyone else. */
  promotions?: Maybe<PromotionConnection>;
  /** What the cart would cost: prices, ways of shipping and tax, and the version of the cart for which they hold. */
  quoteCheckout?: Maybe<QuoteResult>;
  /** All ways of shipping in the order in which customers see them, for staff with settings:write; null for anyone else. */
  shippingMethods?: Maybe<Array<ShippingMethodDefinition>>;
  /** For staff with settings:write; null for anyone else. */
  shopSettings?: Maybe<ShopSettings>;
  /** By country, region and class, for staff with settings:write; null for anyone else. */
  taxRates?: Maybe<TaxRateConnection>;
};


export type QueryCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
};


export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrderByNumberArgs = {
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  number: Scalars['String']['input'];
};


export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPromotionsArgs = {
  active?: InputMaybe<Scalars['Boolean']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryQuoteCheckoutArgs = {
  input: QuoteInput;
};


export type QueryTaxRatesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  country?: InputMaybe<Scalars['CountryCode']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/**
 * What a cart would cost. shipping, tax and total are null until the address that gives the tax is known, and the method where
 * something is shipped.
 */
export type Quote = {
  __typename?: 'Quote';
  cartVersion: Scalars['Int']['output'];
  discount: Money;
  /** What the parcel can be sent by; empty where nothing is shipped, or the address is not known yet. */
  methods: Array<ShippingMethod>;
  pricesIncludeTax: Scalars['Boolean']['output'];
  shipping?: Maybe<Money>;
  /** The part of tax that is for shipping. */
  shippingTax?: Maybe<Money>;
  subtotal: Money;
  tax?: Maybe<Money>;
  taxes: Array<TaxLine>;
  total?: Maybe<Money>;
};

/** What the customer chose so far. A guest gives guestToken. */
export type QuoteInput = {
  /** Where something is shipped it may be left out: then it is the shipping address. */
  billingAddress?: InputMaybe<ShippingAddressInput>;
  guestToken?: InputMaybe<Scalars['String']['input']>;
  promotionCode?: InputMaybe<Scalars['String']['input']>;
  shippingAddress?: InputMaybe<ShippingAddressInput>;
  shippingMethod?: InputMaybe<Scalars['String']['input']>;
};

/** What quoteCheckout answers. */
export type QuoteResult = CartNotFound | EmptyCart | InvalidShipping | ItemUnavailable | PromotionInvalid | Quote;

/** Where the parcel or the bill goes. */
export type ShippingAddress = {
  __typename?: 'ShippingAddress';
  city: Scalars['String']['output'];
  company?: Maybe<Scalars['String']['output']>;
  country: Scalars['CountryCode']['output'];
  line1: Scalars['String']['output'];
  line2?: Maybe<Scalars['String']['output']>;
  name: Scalars['String']['output'];
  phone?: Maybe<Scalars['PhoneNumber']['output']>;
  postalCode: Scalars['String']['output'];
  region?: Maybe<Scalars['String']['output']>;
};

/** Where the parcel or the bill goes. */
export type ShippingAddressInput = {
  city: Scalars['String']['input'];
  company?: InputMaybe<Scalars['String']['input']>;
  country: Scalars['CountryCode']['input'];
  line1: Scalars['String']['input'];
  line2?: InputMaybe<Scalars['String']['input']>;
  name: Scalars['String']['input'];
  phone?: InputMaybe<Scalars['PhoneNumber']['input']>;
  postalCode: Scalars['String']['input'];
  region?: InputMaybe<Scalars['String']['input']>;
};

/** How the parcel goes, and what that cost. */
export type ShippingMethod = {
  __typename?: 'ShippingMethod';
  code: Scalars['String']['output'];
  label: Scalars['String']['output'];
  price: Money;
};

/** A way of shipping, with its prices. */
export type ShippingMethodDefinition = {
  __typename?: 'ShippingMethodDefinition';
  /** Whether it is offered. */
  active: Scalars['Boolean']['output'];
  code: Scalars['String']['output'];
  /** What customers read. */
  label: Scalars['String']['output'];
  /** Lower ones are shown first. */
  position: Scalars['Int']['output'];
  version: Scalars['Int']['output'];
  zones: Array<ShippingZone>;
};

/** A way of shipping with all of its zones. A country has one price in each currency. */
export type ShippingMethodInput = {
  active?: InputMaybe<Scalars['Boolean']['input']>;
  code: Scalars['String']['input'];
  label: Scalars['String']['input'];
  position?: InputMaybe<Scalars['Int']['input']>;
  /** The version that was read; left out for a new one. */
  version?: InputMaybe<Scalars['Int']['input']>;
  zones: Array<ShippingZoneInput>;
};

/** What saveShippingMethod answers. */
export type ShippingMethodResult = ConcurrentModification | ShippingMethodDefinition;

/** A price up to a weight. */
export type ShippingStep = {
  __typename?: 'ShippingStep';
  /** Minor units of the zone's currency. */
  price: Scalars['SafeInt']['output'];
  upToGrams: Scalars['Int']['output'];
};

/** A price up to a weight. */
export type ShippingStepInput = {
  price: Scalars['SafeInt']['input'];
  upToGrams: Scalars['Int']['input'];
};

/** Countries to which a way of shipping costs the same, in one currency. */
export type ShippingZone = {
  __typename?: 'ShippingZone';
  countries: Array<Scalars['CountryCode']['output']>;
  currency: Scalars['Currency']['output'];
  /** Free where the goods are worth as much after discount. Minor units; null: never. */
  freeFrom?: Maybe<Scalars['SafeInt']['output']>;
  /** By weight. What is heavier than the last step is not taken. */
  steps: Array<ShippingStep>;
};

/** Countries to which a way of shipping costs the same, in one currency. */
export type ShippingZoneInput = {
  /** Up to 100: further ones are another zone with the same prices. */
  countries: Array<Scalars['CountryCode']['input']>;
  currency: Scalars['Currency']['input'];
  freeFrom?: InputMaybe<Scalars['SafeInt']['input']>;
  steps: Array<ShippingStepInput>;
};

/** What holds for all prices of the shop. */
export type ShopSettings = {
  __typename?: 'ShopSettings';
  /** For SKUs without a weight. Without it such a SKU cannot be shipped. */
  defaultWeightGrams?: Maybe<Scalars['Int']['output']>;
  pricesIncludeTax: Scalars['Boolean']['output'];
  /** By whose rates shipping is taxed. */
  shippingTaxClass: TaxClass;
  /** 0 while the shop has saved none and the defaults hold. */
  version: Scalars['Int']['output'];
};

/** What holds for all prices of the shop. */
export type ShopSettingsInput = {
  defaultWeightGrams?: InputMaybe<Scalars['Int']['input']>;
  pricesIncludeTax: Scalars['Boolean']['input'];
  shippingTaxClass?: InputMaybe<TaxClass>;
  /** The version that was read; left out for the first settings. */
  version?: InputMaybe<Scalars['Int']['input']>;
};

/** What saveShopSettings answers. */
export type ShopSettingsResult = ConcurrentModification | ShopSettings;

/** A SKU of which there is too little. */
export type StockShortage = {
  __typename?: 'StockShortage';
  /** Exact up to 10, then 10. */
  available: Scalars['Int']['output'];
  requested: Scalars['Int']['output'];
  sku: Scalars['ID']['output'];
};

/** Which rate of tax applies. */
export type TaxClass =
  | 'REDUCED'
  | 'STANDARD'
  | 'ZERO';

/** A part of an order's tax: all that is taxed by one class at one rate. */
export type TaxLine = {
  __typename?: 'TaxLine';
  amount: Money;
  /** The amount without tax that is taxed. */
  base: Money;
  /** 1900 is 19 %. */
  rateBasisPoints: Scalars['Int']['output'];
  taxClass: TaxClass;
};

/** The tax of one class in a country, or in a region of it. */
export type TaxRate = {
  __typename?: 'TaxRate';
  /** 1900 is 19 %. */
  basisPoints: Scalars['Int']['output'];
  country: Scalars['CountryCode']['output'];
  /** In capitals. Null: the whole country, but for regions that have a rate of their own. */
  region?: Maybe<Scalars['String']['output']>;
  taxClass: TaxClass;
  version: Scalars['Int']['output'];
};

export type TaxRateConnection = {
  __typename?: 'TaxRateConnection';
  nodes: Array<TaxRate>;
  pageInfo: PageInfo;
};

/** The tax of one class in a country, or in a region of it. */
export type TaxRateInput = {
  basisPoints: Scalars['Int']['input'];
  country: Scalars['CountryCode']['input'];
  /** As addresses have it, in any letters. */
  region?: InputMaybe<Scalars['String']['input']>;
  taxClass: TaxClass;
  /** The version that was read; left out for a new rate. */
  version?: InputMaybe<Scalars['Int']['input']>;
};

/** What saveTaxRate and deleteTaxRate answer. */
export type TaxRateResult = ConcurrentModification | TaxRate;

/** Not known, or not sold. */
export type UnknownSku = DomainError & {
  __typename?: 'UnknownSku';
  message: Scalars['String']['output'];
  sku: Scalars['ID']['output'];
};

export type User = {
  __typename?: 'User';
  /** Null for anyone but the user. */
  cart?: Maybe<Cart>;
  id: Scalars['ID']['output'];
  /** Newest first. Null for anyone but the user and staff with orders:read. */
  orders?: Maybe<OrderConnection>;
};


export type UserOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Variant = {
  __typename?: 'Variant';
  /** Null where the SKU was never stocked. */
  availability?: Maybe<Availability>;
  /** What one piece costs to send there by the cheapest way; null where it is not sent there. In the currency of its price. */
  shippingEstimate?: Maybe<Money>;
  sku: Scalars['ID']['output'];
  weightGrams?: Maybe<Scalars['Int']['output']>;
};


export type VariantShippingEstimateArgs = {
  country: Scalars['CountryCode']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Order: Order;
  User: User;
  Variant: Variant;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Order:
    ( { __typename: 'Order' }
    & GraphQLRecursivePick<FederationTypes['Order'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  Variant:
    ( { __typename: 'Variant' }
    & GraphQLRecursivePick<FederationTypes['Variant'], {"sku":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Variant'], {"weightGrams":true}> ) );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CartResult:
    | ( CartMapper & { __typename: 'Cart' } )
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( QuantityOutOfRange & { __typename: 'QuantityOutOfRange' } )
    | ( UnknownSku & { __typename: 'UnknownSku' } )
  ;
  CheckoutResult:
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( Omit<CheckoutInProgress, 'order'> & { order: _RefType['Order'] } & { __typename: 'CheckoutInProgress' } )
    | ( Omit<CheckoutSuccess, 'order'> & { order: _RefType['Order'] } & { __typename: 'CheckoutSuccess' } )
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( EmptyCart & { __typename: 'EmptyCart' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( InvalidShipping & { __typename: 'InvalidShipping' } )
    | ( ItemUnavailable & { __typename: 'ItemUnavailable' } )
    | ( Omit<PaymentActionRequired, 'order'> & { order: _RefType['Order'] } & { __typename: 'PaymentActionRequired' } )
    | ( PaymentDeclined & { __typename: 'PaymentDeclined' } )
    | ( PriceChanged & { __typename: 'PriceChanged' } )
    | ( PromotionInvalid & { __typename: 'PromotionInvalid' } )
  ;
  PromotionResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( PromotionMapper & { __typename: 'Promotion' } )
    | ( PromotionInvalid & { __typename: 'PromotionInvalid' } )
  ;
  QuoteResult:
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( EmptyCart & { __typename: 'EmptyCart' } )
    | ( InvalidShipping & { __typename: 'InvalidShipping' } )
    | ( ItemUnavailable & { __typename: 'ItemUnavailable' } )
    | ( PromotionInvalid & { __typename: 'PromotionInvalid' } )
    | ( Quote & { __typename: 'Quote' } )
  ;
  ShippingMethodResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( ShippingMethodDefinition & { __typename: 'ShippingMethodDefinition' } )
  ;
  ShopSettingsResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( ShopSettings & { __typename: 'ShopSettings' } )
  ;
  TaxRateResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( TaxRate & { __typename: 'TaxRate' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  DomainError:
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( Omit<CheckoutInProgress, 'order'> & { order: _RefType['Order'] } & { __typename: 'CheckoutInProgress' } )
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( EmptyCart & { __typename: 'EmptyCart' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( InvalidShipping & { __typename: 'InvalidShipping' } )
    | ( ItemUnavailable & { __typename: 'ItemUnavailable' } )
    | ( Omit<PaymentActionRequired, 'order'> & { order: _RefType['Order'] } & { __typename: 'PaymentActionRequired' } )
    | ( PaymentDeclined & { __typename: 'PaymentDeclined' } )
    | ( PriceChanged & { __typename: 'PriceChanged' } )
    | ( PromotionInvalid & { __typename: 'PromotionInvalid' } )
    | ( QuantityOutOfRange & { __typename: 'QuantityOutOfRange' } )
    | ( UnknownSku & { __typename: 'UnknownSku' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Availability: ResolverTypeWrapper<AvailabilityMapper>;
  Cart: ResolverTypeWrapper<CartMapper>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CartIssue: CartIssue;
  CartLine: ResolverTypeWrapper<CartLineMapper>;
  CartNotFound: ResolverTypeWrapper<CartNotFound>;
  CartResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CartResult']>;
  CheckoutInProgress: ResolverTypeWrapper<Omit<CheckoutInProgress, 'order'> & { order: ResolversTypes['Order'] }>;
  CheckoutInput: CheckoutInput;
  CheckoutResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CheckoutResult']>;
  CheckoutSuccess: ResolverTypeWrapper<Omit<CheckoutSuccess, 'order'> & { order: ResolversTypes['Order'] }>;
  ConcurrentModification: ResolverTypeWrapper<ConcurrentModification>;
  CountryCode: ResolverTypeWrapper<Scalars['CountryCode']['output']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  CurrencyMismatch: ResolverTypeWrapper<CurrencyMismatch>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DomainError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['DomainError']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  EmptyCart: ResolverTypeWrapper<EmptyCart>;
  IdempotencyConflict: ResolverTypeWrapper<IdempotencyConflict>;
  InsufficientStock: ResolverTypeWrapper<InsufficientStock>;
  InvalidShipping: ResolverTypeWrapper<InvalidShipping>;
  ItemUnavailable: ResolverTypeWrapper<ItemUnavailable>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Order: ResolverTypeWrapper<OrderMapper>;
  OrderConnection: ResolverTypeWrapper<OrderConnectionMapper>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  OrderEvent: ResolverTypeWrapper<OrderEventMapper>;
  OrderFilter: OrderFilter;
  OrderItem: ResolverTypeWrapper<OrderItemMapper>;
  OrderStatus: OrderStatus;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Payment: ResolverTypeWrapper<PaymentMapper>;
  PaymentActionRequired: ResolverTypeWrapper<Omit<PaymentActionRequired, 'order'> & { order: ResolversTypes['Order'] }>;
  PaymentDeclined: ResolverTypeWrapper<PaymentDeclined>;
  PaymentStatus: PaymentStatus;
  PhoneNumber: ResolverTypeWrapper<Scalars['PhoneNumber']['output']>;
  PriceChanged: ResolverTypeWrapper<PriceChanged>;
  Promotion: ResolverTypeWrapper<PromotionMapper>;
  PromotionConnection: ResolverTypeWrapper<PromotionConnectionMapper>;
  PromotionInput: PromotionInput;
  PromotionInvalid: ResolverTypeWrapper<PromotionInvalid>;
  PromotionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PromotionResult']>;
  QuantityOutOfRange: ResolverTypeWrapper<QuantityOutOfRange>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Quote: ResolverTypeWrapper<Quote>;
  QuoteInput: QuoteInput;
  QuoteResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['QuoteResult']>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  ShippingAddress: ResolverTypeWrapper<ShippingAddress>;
  ShippingAddressInput: ShippingAddressInput;
  ShippingMethod: ResolverTypeWrapper<ShippingMethod>;
  ShippingMethodDefinition: ResolverTypeWrapper<ShippingMethodDefinition>;
  ShippingMethodInput: ShippingMethodInput;
  ShippingMethodResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ShippingMethodResult']>;
  ShippingStep: ResolverTypeWrapper<ShippingStep>;
  ShippingStepInput: ShippingStepInput;
  ShippingZone: ResolverTypeWrapper<ShippingZone>;
  ShippingZoneInput: ShippingZoneInput;
  ShopSettings: ResolverTypeWrapper<ShopSettings>;
  ShopSettingsInput: ShopSettingsInput;
  ShopSettingsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ShopSettingsResult']>;
  StockShortage: ResolverTypeWrapper<StockShortage>;
  TaxClass: TaxClass;
  TaxLine: ResolverTypeWrapper<TaxLine>;
  TaxRate: ResolverTypeWrapper<TaxRate>;
  TaxRateConnection: ResolverTypeWrapper<TaxRateConnectionMapper>;
  TaxRateInput: TaxRateInput;
  TaxRateResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['TaxRateResult']>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UnknownSku: ResolverTypeWrapper<UnknownSku>;
  User: ResolverTypeWrapper<UserMapper>;
  Variant: ResolverTypeWrapper<VariantMapper>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Availability: AvailabilityMapper;
  Cart: CartMapper;
  ID: Scalars['ID']['output'];
  CartLine: CartLineMapper;
  CartNotFound: CartNotFound;
  CartResult: ResolversUnionTypes<ResolversParentTypes>['CartResult'];
  CheckoutInProgress: Omit<CheckoutInProgress, 'order'> & { order: ResolversParentTypes['Order'] };
  CheckoutInput: CheckoutInput;
  CheckoutResult: ResolversUnionTypes<ResolversParentTypes>['CheckoutResult'];
  CheckoutSuccess: Omit<CheckoutSuccess, 'order'> & { order: ResolversParentTypes['Order'] };
  ConcurrentModification: ConcurrentModification;
  CountryCode: Scalars['CountryCode']['output'];
  Currency: Scalars['Currency']['output'];
  CurrencyMismatch: CurrencyMismatch;
  DateTime: Scalars['DateTime']['output'];
  DomainError: ResolversInterfaceTypes<ResolversParentTypes>['DomainError'];
  EmailAddress: Scalars['EmailAddress']['output'];
  EmptyCart: EmptyCart;
  IdempotencyConflict: IdempotencyConflict;
  InsufficientStock: InsufficientStock;
  InvalidShipping: InvalidShipping;
  ItemUnavailable: ItemUnavailable;
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  Order: OrderMapper;
  OrderConnection: OrderConnectionMapper;
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  OrderEvent: OrderEventMapper;
  OrderFilter: OrderFilter;
  OrderItem: OrderItemMapper;
  PageInfo: PageInfo;
  Payment: PaymentMapper;
  PaymentActionRequired: Omit<PaymentActionRequired, 'order'> & { order: ResolversParentTypes['Order'] };
  PaymentDeclined: PaymentDeclined;
  PhoneNumber: Scalars['PhoneNumber']['output'];
  PriceChanged: PriceChanged;
  Promotion: PromotionMapper;
  PromotionConnection: PromotionConnectionMapper;
  PromotionInput: PromotionInput;
  PromotionInvalid: PromotionInvalid;
  PromotionResult: ResolversUnionTypes<ResolversParentTypes>['PromotionResult'];
  QuantityOutOfRange: QuantityOutOfRange;
  Query: Record<PropertyKey, never>;
  Quote: Quote;
  QuoteInput: QuoteInput;
  QuoteResult: ResolversUnionTypes<ResolversParentTypes>['QuoteResult'];
  SafeInt: Scalars['SafeInt']['output'];
  ShippingAddress: ShippingAddress;
  ShippingAddressInput: ShippingAddressInput;
  ShippingMethod: ShippingMethod;
  ShippingMethodDefinition: ShippingMethodDefinition;
  ShippingMethodInput: ShippingMethodInput;
  ShippingMethodResult: ResolversUnionTypes<ResolversParentTypes>['ShippingMethodResult'];
  ShippingStep: ShippingStep;
  ShippingStepInput: ShippingStepInput;
  ShippingZone: ShippingZone;
  ShippingZoneInput: ShippingZoneInput;
  ShopSettings: ShopSettings;
  ShopSettingsInput: ShopSettingsInput;
  ShopSettingsResult: ResolversUnionTypes<ResolversParentTypes>['ShopSettingsResult'];
  StockShortage: StockShortage;
  TaxLine: TaxLine;
  TaxRate: TaxRate;
  TaxRateConnection: TaxRateConnectionMapper;
  TaxRateInput: TaxRateInput;
  TaxRateResult: ResolversUnionTypes<ResolversParentTypes>['TaxRateResult'];
  URL: Scalars['URL']['output'];
  UnknownSku: UnknownSku;
  User: UserMapper;
  Variant: VariantMapper;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LinkDirectiveArgs = {
  import?: Maybe<Array<Maybe<Scalars['String']['input']>>>;
  url: Scalars['String']['input'];
};

export type LinkDirectiveResolver<Result, Parent, ContextType = Context, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
  sizedFields?: Maybe<Array<Scalars['String']['input']>>;
  slicingArguments?: Maybe<Array<Scalars['String']['input']>>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = Context, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AvailabilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Availability'] = ResolversParentTypes['Availability']> = {
  available: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inStock: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Cart'] = ResolversParentTypes['Cart']> = {
  expiresAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  guestToken: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  itemCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lines: Resolver<Array<ResolversTypes['CartLine']>, ParentType, ContextType>;
  subtotal: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CartLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CartLine'] = ResolversParentTypes['CartLine']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  issue: Resolver<Maybe<ResolversTypes['CartIssue']>, ParentType, ContextType>;
  lineTotal: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  quantity: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  unitPrice: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  variant: Resolver<Maybe<ResolversTypes['Variant']>, ParentType, ContextType>;
};

export type CartNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CartNotFound'] = ResolversParentTypes['CartNotFound']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CartResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CartResult'] = ResolversParentTypes['CartResult']> = {
  __resolveType: TypeResolveFn<'Cart' | 'CartNotFound' | 'CurrencyMismatch' | 'InsufficientStock' | 'QuantityOutOfRange' | 'UnknownSku', ParentType, ContextType>;
};

export type CheckoutInProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CheckoutInProgress'] = ResolversParentTypes['CheckoutInProgress']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  retryAfterMs: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CheckoutResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CheckoutResult'] = ResolversParentTypes['CheckoutResult']> = {
  __resolveType: TypeResolveFn<'CartNotFound' | 'CheckoutInProgress' | 'CheckoutSuccess' | 'ConcurrentModification' | 'EmptyCart' | 'IdempotencyConflict' | 'InsufficientStock' | 'InvalidShipping' | 'ItemUnavailable' | 'PaymentActionRequired' | 'PaymentDeclined' | 'PriceChanged' | 'PromotionInvalid', ParentType, ContextType>;
};

export type CheckoutSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CheckoutSuccess'] = ResolversParentTypes['CheckoutSuccess']> = {
  order: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConcurrentModificationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConcurrentModification'] = ResolversParentTypes['ConcurrentModification']> = {
  currentVersion: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface CountryCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CountryCode'], any> {
  name: 'CountryCode';
}

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export type CurrencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CurrencyMismatch'] = ResolversParentTypes['CurrencyMismatch']> = {
  cart: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  item: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DomainErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DomainError'] = ResolversParentTypes['DomainError']> = {
  __resolveType: TypeResolveFn<'CartNotFound' | 'CheckoutInProgress' | 'ConcurrentModification' | 'CurrencyMismatch' | 'EmptyCart' | 'IdempotencyConflict' | 'InsufficientStock' | 'InvalidShipping' | 'ItemUnavailable' | 'PaymentActionRequired' | 'PaymentDeclined' | 'PriceChanged' | 'PromotionInvalid' | 'QuantityOutOfRange' | 'UnknownSku', ParentType, ContextType>;
};

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type EmptyCartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmptyCart'] = ResolversParentTypes['EmptyCart']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyConflict'] = ResolversParentTypes['IdempotencyConflict']> = {
  key: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InsufficientStockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InsufficientStock'] = ResolversParentTypes['InsufficientStock']> = {
  lines: Resolver<Array<ResolversTypes['StockShortage']>, ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidShippingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidShipping'] = ResolversParentTypes['InvalidShipping']> = {
  field: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ItemUnavailableResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemUnavailable'] = ResolversParentTypes['ItemUnavailable']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  skus: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addToCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationAddToCartArgs, 'quantity' | 'sku'>>;
  checkout: Resolver<Maybe<ResolversTypes['CheckoutResult']>, ParentType, ContextType, RequireFields<MutationCheckoutArgs, 'input'>>;
  clearCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, Partial<MutationClearCartArgs>>;
  deleteTaxRate: Resolver<Maybe<ResolversTypes['TaxRateResult']>, ParentType, ContextType, RequireFields<MutationDeleteTaxRateArgs, 'country' | 'taxClass' | 'version'>>;
  mergeGuestCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationMergeGuestCartArgs, 'token'>>;
  removeFromCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationRemoveFromCartArgs, 'sku'>>;
  savePromotion: Resolver<Maybe<ResolversTypes['PromotionResult']>, ParentType, ContextType, RequireFields<MutationSavePromotionArgs, 'input'>>;
  saveShippingMethod: Resolver<Maybe<ResolversTypes['ShippingMethodResult']>, ParentType, ContextType, RequireFields<MutationSaveShippingMethodArgs, 'input'>>;
  saveShopSettings: Resolver<Maybe<ResolversTypes['ShopSettingsResult']>, ParentType, ContextType, RequireFields<MutationSaveShopSettingsArgs, 'input'>>;
  saveTaxRate: Resolver<Maybe<ResolversTypes['TaxRateResult']>, ParentType, ContextType, RequireFields<MutationSaveTaxRateArgs, 'input'>>;
  setCartQuantity: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationSetCartQuantityArgs, 'quantity' | 'sku'>>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  billingAddress: Resolver<Maybe<ResolversTypes['ShippingAddress']>, ParentType, ContextType>;
  customer: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  discount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  email: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  history: Resolver<Array<ResolversTypes['OrderEvent']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items: Resolver<Array<ResolversTypes['OrderItem']>, ParentType, ContextType>;
  number: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payments: Resolver<Array<ResolversTypes['Payment']>, ParentType, ContextType>;
  placedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  pricesIncludeTax: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shipping: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  shippingAddress: Resolver<Maybe<ResolversTypes['ShippingAddress']>, ParentType, ContextType>;
  shippingMethod: Resolver<Maybe<ResolversTypes['ShippingMethod']>, ParentType, ContextType>;
  shippingTax: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  status: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  subtotal: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  taxes: Resolver<Array<ResolversTypes['TaxLine']>, ParentType, ContextType>;
  total: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  vatId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges: Resolver<Array<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Order']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountExact: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrderEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderEvent'] = ResolversParentTypes['OrderEvent']> = {
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  note: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
};

export type OrderItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderItem'] = ResolversParentTypes['OrderItem']> = {
  discount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  imageUrl: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  lineTotal: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  productName: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quantity: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tax: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  unitPrice: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  variant: Resolver<Maybe<ResolversTypes['Variant']>, ParentType, ContextType>;
  variantName: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  amount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  captured: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  provider: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  providerReference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refunded: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  status: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
};

export type PaymentActionRequiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PaymentActionRequired'] = ResolversParentTypes['PaymentActionRequired']> = {
  clientSecret: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentDeclinedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PaymentDeclined'] = ResolversParentTypes['PaymentDeclined']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface PhoneNumberScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PhoneNumber'], any> {
  name: 'PhoneNumber';
}

export type PriceChangedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PriceChanged'] = ResolversParentTypes['PriceChanged']> = {
  actual: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  expected: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PromotionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Promotion'] = ResolversParentTypes['Promotion']> = {
  active: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  amount: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  basisPoints: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  endsAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  freeShipping: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  maxUses: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  maxUsesPerCustomer: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  minimumSubtotal: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  startsAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  used: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PromotionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PromotionConnection'] = ResolversParentTypes['PromotionConnection']> = {
  nodes: Resolver<Array<ResolversTypes['Promotion']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PromotionInvalidResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PromotionInvalid'] = ResolversParentTypes['PromotionInvalid']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PromotionResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PromotionResult'] = ResolversParentTypes['PromotionResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'Promotion' | 'PromotionInvalid', ParentType, ContextType>;
};

export type QuantityOutOfRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuantityOutOfRange'] = ResolversParentTypes['QuantityOutOfRange']> = {
  max: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  min: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  cart: Resolver<Maybe<ResolversTypes['Cart']>, ParentType, ContextType, Partial<QueryCartArgs>>;
  order: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
  orderByNumber: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderByNumberArgs, 'number'>>;
  orders: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
  promotions: Resolver<Maybe<ResolversTypes['PromotionConnection']>, ParentType, ContextType, RequireFields<QueryPromotionsArgs, 'first'>>;
  quoteCheckout: Resolver<Maybe<ResolversTypes['QuoteResult']>, ParentType, ContextType, RequireFields<QueryQuoteCheckoutArgs, 'input'>>;
  shippingMethods: Resolver<Maybe<Array<ResolversTypes['ShippingMethodDefinition']>>, ParentType, ContextType>;
  shopSettings: Resolver<Maybe<ResolversTypes['ShopSettings']>, ParentType, ContextType>;
  taxRates: Resolver<Maybe<ResolversTypes['TaxRateConnection']>, ParentType, ContextType, RequireFields<QueryTaxRatesArgs, 'first'>>;
};

export type QuoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Quote'] = ResolversParentTypes['Quote']> = {
  cartVersion: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  discount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  methods: Resolver<Array<ResolversTypes['ShippingMethod']>, ParentType, ContextType>;
  pricesIncludeTax: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shipping: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  shippingTax: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  subtotal: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  taxes: Resolver<Array<ResolversTypes['TaxLine']>, ParentType, ContextType>;
  total: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuoteResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteResult'] = ResolversParentTypes['QuoteResult']> = {
  __resolveType: TypeResolveFn<'CartNotFound' | 'EmptyCart' | 'InvalidShipping' | 'ItemUnavailable' | 'PromotionInvalid' | 'Quote', ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type ShippingAddressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingAddress'] = ResolversParentTypes['ShippingAddress']> = {
  city: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  company: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  country: Resolver<ResolversTypes['CountryCode'], ParentType, ContextType>;
  line1: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  line2: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  phone: Resolver<Maybe<ResolversTypes['PhoneNumber']>, ParentType, ContextType>;
  postalCode: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ShippingMethodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingMethod'] = ResolversParentTypes['ShippingMethod']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type ShippingMethodDefinitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingMethodDefinition'] = ResolversParentTypes['ShippingMethodDefinition']> = {
  active: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  zones: Resolver<Array<ResolversTypes['ShippingZone']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ShippingMethodResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingMethodResult'] = ResolversParentTypes['ShippingMethodResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'ShippingMethodDefinition', ParentType, ContextType>;
};

export type ShippingStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingStep'] = ResolversParentTypes['ShippingStep']> = {
  price: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  upToGrams: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ShippingZoneResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingZone'] = ResolversParentTypes['ShippingZone']> = {
  countries: Resolver<Array<ResolversTypes['CountryCode']>, ParentType, ContextType>;
  currency: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  freeFrom: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  steps: Resolver<Array<ResolversTypes['ShippingStep']>, ParentType, ContextType>;
};

export type ShopSettingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShopSettings'] = ResolversParentTypes['ShopSettings']> = {
  defaultWeightGrams: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  pricesIncludeTax: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shippingTaxClass: Resolver<ResolversTypes['TaxClass'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ShopSettingsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShopSettingsResult'] = ResolversParentTypes['ShopSettingsResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'ShopSettings', ParentType, ContextType>;
};

export type StockShortageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StockShortage'] = ResolversParentTypes['StockShortage']> = {
  available: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requested: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TaxLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxLine'] = ResolversParentTypes['TaxLine']> = {
  amount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  base: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  rateBasisPoints: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  taxClass: Resolver<ResolversTypes['TaxClass'], ParentType, ContextType>;
};

export type TaxRateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxRate'] = ResolversParentTypes['TaxRate']> = {
  basisPoints: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  country: Resolver<ResolversTypes['CountryCode'], ParentType, ContextType>;
  region: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taxClass: Resolver<ResolversTypes['TaxClass'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TaxRateConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxRateConnection'] = ResolversParentTypes['TaxRateConnection']> = {
  nodes: Resolver<Array<ResolversTypes['TaxRate']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TaxRateResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxRateResult'] = ResolversParentTypes['TaxRateResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'TaxRate', ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UnknownSkuResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnknownSku'] = ResolversParentTypes['UnknownSku']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  cart: Resolver<Maybe<ResolversTypes['Cart']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orders: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
};

export type VariantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Variant'] = ResolversParentTypes['Variant'], FederationReferenceType extends FederationReferenceTypes['Variant'] = FederationReferenceTypes['Variant']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Variant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  availability: Resolver<Maybe<ResolversTypes['Availability']>, ParentType, ContextType>;
  shippingEstimate: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<VariantShippingEstimateArgs, 'country'>>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Availability: AvailabilityResolvers<ContextType>;
  Cart: CartResolvers<ContextType>;
  CartLine: CartLineResolvers<ContextType>;
  CartNotFound: CartNotFoundResolvers<ContextType>;
  CartResult: CartResultResolvers<ContextType>;
  CheckoutInProgress: CheckoutInProgressResolvers<ContextType>;
  CheckoutResult: CheckoutResultResolvers<ContextType>;
  CheckoutSuccess: CheckoutSuccessResolvers<ContextType>;
  ConcurrentModification: ConcurrentModificationResolvers<ContextType>;
  CountryCode: GraphQLScalarType;
  Currency: GraphQLScalarType;
  CurrencyMismatch: CurrencyMismatchResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  DomainError: DomainErrorResolvers<ContextType>;
  EmailAddress: GraphQLScalarType;
  EmptyCart: EmptyCartResolvers<ContextType>;
  IdempotencyConflict: IdempotencyConflictResolvers<ContextType>;
  InsufficientStock: InsufficientStockResolvers<ContextType>;
  InvalidShipping: InvalidShippingResolvers<ContextType>;
  ItemUnavailable: ItemUnavailableResolvers<ContextType>;
  Money: MoneyResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Order: OrderResolvers<ContextType>;
  OrderConnection: OrderConnectionResolvers<ContextType>;
  OrderEdge: OrderEdgeResolvers<ContextType>;
  OrderEvent: OrderEventResolvers<ContextType>;
  OrderItem: OrderItemResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Payment: PaymentResolvers<ContextType>;
  PaymentActionRequired: PaymentActionRequiredResolvers<ContextType>;
  PaymentDeclined: PaymentDeclinedResolvers<ContextType>;
  PhoneNumber: GraphQLScalarType;
  PriceChanged: PriceChangedResolvers<ContextType>;
  Promotion: PromotionResolvers<ContextType>;
  PromotionConnection: PromotionConnectionResolvers<ContextType>;
  PromotionInvalid: PromotionInvalidResolvers<ContextType>;
  PromotionResult: PromotionResultResolvers<ContextType>;
  QuantityOutOfRange: QuantityOutOfRangeResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  Quote: QuoteResolvers<ContextType>;
  QuoteResult: QuoteResultResolvers<ContextType>;
  SafeInt: GraphQLScalarType;
  ShippingAddress: ShippingAddressResolvers<ContextType>;
  ShippingMethod: ShippingMethodResolvers<ContextType>;
  ShippingMethodDefinition: ShippingMethodDefinitionResolvers<ContextType>;
  ShippingMethodResult: ShippingMethodResultResolvers<ContextType>;
  ShippingStep: ShippingStepResolvers<ContextType>;
  ShippingZone: ShippingZoneResolvers<ContextType>;
  ShopSettings: ShopSettingsResolvers<ContextType>;
  ShopSettingsResult: ShopSettingsResultResolvers<ContextType>;
  StockShortage: StockShortageResolvers<ContextType>;
  TaxLine: TaxLineResolvers<ContextType>;
  TaxRate: TaxRateResolvers<ContextType>;
  TaxRateConnection: TaxRateConnectionResolvers<ContextType>;
  TaxRateResult: TaxRateResultResolvers<ContextType>;
  URL: GraphQLScalarType;
  UnknownSku: UnknownSkuResolvers<ContextType>;
  User: UserResolvers<ContextType>;
  Variant: VariantResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cost: CostDirectiveResolver<any, any, ContextType>;
  link: LinkDirectiveResolver<any, any, ContextType>;
  listSize: ListSizeDirectiveResolver<any, any, ContextType>;
  shareable: ShareableDirectiveResolver<any, any, ContextType>;
};

type Plain = 'CartNotFound' | 'CartResult' | 'CheckoutInProgress' | 'CheckoutResult' | 'CheckoutSuccess' | 'ConcurrentModification' | 'CountryCode' | 'Currency' | 'CurrencyMismatch' | 'DateTime' | 'DomainError' | 'EmailAddress' | 'EmptyCart' | 'IdempotencyConflict' | 'InsufficientStock' | 'InvalidShipping' | 'ItemUnavailable' | 'Money' | 'OrderEdge' | 'PageInfo' | 'PaymentActionRequired' | 'PaymentDeclined' | 'PhoneNumber' | 'PriceChanged' | 'PromotionInvalid' | 'PromotionResult' | 'QuantityOutOfRange' | 'Quote' | 'QuoteResult' | 'SafeInt' | 'ShippingAddress' | 'ShippingMethod' | 'ShippingMethodDefinition' | 'ShippingMethodResult' | 'ShippingStep' | 'ShippingZone' | 'ShopSettings' | 'ShopSettingsResult' | 'StockShortage' | 'TaxLine' | 'TaxRate' | 'TaxRateResult' | 'URL' | 'UnknownSku';
type Own = Exclude<keyof Resolvers, Plain>;
type Roots = Extract<Own, 'Query' | 'Mutation' | 'Subscription'>;
type Given<T extends Own> = T extends Roots ? never : keyof ResolversParentTypes[T];
type Lacking<T extends Own> = Pick<Resolvers[T], Exclude<keyof Resolvers[T], Given<T>>>;
type Complete = { [T in Own]: Record<never, never> extends Lacking<T> ? T : never }[Own];

/** The resolvers that the subgraph writes. What is not here is handed on as its parent's resolver returns it. */
export type OwnResolvers = { [T in Exclude<Own, Complete>]: Lacking<T> & Partial<Resolvers[T]> } & {
  [T in Complete]?: Partial<Resolvers[T]>;
};
