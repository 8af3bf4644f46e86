/* Made by npm run codegen from schema/; changes are lost. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ProductMapper, CategoryMapper, AttributeMapper, ProductConnectionMapper, VariantMapper } from './schema.mappers.ts';
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
  /** An ISO 4217 code such as EUR. */
  Currency: { input: string; output: string; }
  /** An instant in UTC, ISO 8601. */
  DateTime: { input: Date; output: Date | string; }
  /** A whole number of up to 53 bits. */
  SafeInt: { input: number; output: number; }
  /** An absolute address of a page or picture. */
  URL: { input: URL; output: URL | string; }
};

/** One attribute of a product or variant. */
export type Attribute = {
  __typename?: 'Attribute';
  /** The value of a BOOLEAN; null for other types. */
  boolean?: Maybe<Scalars['Boolean']['output']>;
  /** What customers read. */
  label: Scalars['String']['output'];
  /** The key of the attribute, such as screen_size. */
  name: Scalars['String']['output'];
  /** The value of a NUMBER; null for other types. */
  number?: Maybe<Scalars['Float']['output']>;
  /** The unit, such as cm; null where it has none. */
  unit?: Maybe<Scalars['String']['output']>;
  /** The value as text without the unit, such as 14, yes or black. */
  value: Scalars['String']['output'];
};

/** Which attribute the products of a category have, and of what type. */
export type AttributeDefinition = {
  __typename?: 'AttributeDefinition';
  /** True where lists can be filtered by it. */
  filterable: Scalars['Boolean']['output'];
  /** What customers read. */
  label: Scalars['String']['output'];
  /** The largest value that a NUMBER may have. */
  max?: Maybe<Scalars['Float']['output']>;
  /** The smallest value that a NUMBER may have. */
  min?: Maybe<Scalars['Float']['output']>;
  /** The key of the attribute, such as screen_size. */
  name: Scalars['String']['output'];
  /** The values that an ENUM may have. */
  options?: Maybe<Array<Scalars['String']['output']>>;
  /** True where a product cannot be published without it. */
  required: Scalars['Boolean']['output'];
  /** How its values are kept and compared. */
  type: AttributeType;
  /** The unit, such as cm; null where it has none. */
  unit?: Maybe<Scalars['String']['output']>;
  /** True where variants of one product differ in it. */
  variantDefining: Scalars['Boolean']['output'];
};

/** Give one of in, min or max, and boolean. An empty list counts as left out. */
export type AttributeFilter = {
  /** The value of a BOOLEAN. */
  boolean?: InputMaybe<Scalars['Boolean']['input']>;
  /** One of these values, exactly as written. A NUMBER is compared as a number; a BOOLEAN is true or false. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A NUMBER that is this or less. */
  max?: InputMaybe<Scalars['Float']['input']>;
  /** A NUMBER that is this or more. */
  min?: InputMaybe<Scalars['Float']['input']>;
  /** The key of the attribute, such as screen_size. */
  name: Scalars['String']['input'];
};

/** How an attribute's values are kept and compared. */
export type AttributeType =
  /** Yes or no. */
  | 'BOOLEAN'
  /** One of the options. */
  | 'ENUM'
  /** A number, with a unit where it has one. */
  | 'NUMBER'
  /** Free text. */
  | 'TEXT';

/** A node of the category tree. */
export type Category = {
  __typename?: 'Category';
  /** The categories above it, from the root down. */
  ancestors: Array<Category>;
  /** The attributes that its products have. */
  attributeDefinitions: Array<AttributeDefinition>;
  /** Sorted by name. */
  children: Array<Category>;
  /** A UUID; it never changes. */
  id: Scalars['ID']['output'];
  /** What customers read. */
  name: Scalars['String']['output'];
  /** Null for a root. */
  parent?: Maybe<Category>;
  /** Published products here and below. */
  productCount: Scalars['Int']['output'];
  /**
   * Products here and below, as the root's products lists them: the filter says all but the category. With
   * includeDescendants: false those of this category alone.
   */
  products: ProductConnection;
  /** The category's name in addresses of pages; it may change. */
  slug: Scalars['String']['output'];
  /** Raised by every change of the category. */
  version: Scalars['Int']['output'];
};


/** A node of the category tree. */
export type CategoryProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProductFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  sort?: InputMaybe<ProductSort>;
};

/** A picture of a product. */
export type Image = {
  __typename?: 'Image';
  /** What it shows, for people who do not see it. */
  alt?: Maybe<Scalars['String']['output']>;
  /** True for the picture that lists show. */
  isPrimary: Scalars['Boolean']['output'];
  /** Where the picture is. */
  url: Scalars['URL']['output'];
};

/** An amount in minor units of the currency: 1999 USD is 19.99 dollars, 1999 JPY is 1999 yen. */
export type Money = {
  __typename?: 'Money';
  /** In minor units of the currency. */
  amount: Scalars['SafeInt']['output'];
  /** The currency of the amount. */
  currency: Scalars['Currency']['output'];
};

/** Where a page of a list begins and ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last element; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True where more follows. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True where something comes before. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first element; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A range of prices in minor units, both ends included. Without min and max: everything with a price in the currency. */
export type PriceFilter = {
  /** The currency's code, in capitals. */
  currency: Scalars['Currency']['input'];
  /** The price is this or less. */
  max?: InputMaybe<Scalars['SafeInt']['input']>;
  /** The price is this or more. */
  min?: InputMaybe<Scalars['SafeInt']['input']>;
};

/** From the cheapest variant to the most expensive one. */
export type PriceRange = {
  __typename?: 'PriceRange';
  /** The price of the most expensive variant. */
  max: Money;
  /** The price of the cheapest variant. */
  min: Money;
};

/** A product with its variants. */
export type Product = {
  __typename?: 'Product';
  /** Its attributes, in the order of the category's definitions. */
  attributes: Array<Attribute>;
  /** The maker's brand; null where there is none. */
  brand?: Maybe<Scalars['String']['output']>;
  /** Its category. */
  category: Category;
  /** The whole text. */
  description?: Maybe<Scalars['String']['output']>;
  /** A UUID; it never changes. */
  id: Scalars['ID']['output'];
  /** Its pictures; isPrimary names the one for lists. */
  images: Array<Image>;
  /** What customers read. */
  name: Scalars['String']['output'];
  /** From the cheapest to the most expensive variant; null while no variant has a price, as in a draft. */
  priceRange?: Maybe<PriceRange>;
  /** When it was first published; null for a draft. */
  publishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How buyers rated it. */
  rating: Rating;
  /** One or two sentences. */
  shortDescription?: Maybe<Scalars['String']['output']>;
  /** The product's name in addresses of pages. An old slug still finds the product. */
  slug: Scalars['String']['output'];
  /** Whether it is shown and sold. */
  status: ProductStatus;
  /** Words to filter by. */
  tags: Array<Scalars['String']['output']>;
  /** Its variants: what is bought and stocked. */
  variants: Array<Variant>;
  /** Raised by every change of the product. */
  version: Scalars['Int']['output'];
};

/** totalCount is counted only where it is selected, exactly up to 10,000. */
export type ProductConnection = {
  __typename?: 'ProductConnection';
  /** The products of the page, each with its cursor. */
  edges: Array<ProductEdge>;
  /** The products of the page. */
  nodes: Array<Product>;
  /** Where the page begins and ends. */
  pageInfo: PageInfo;
  /** The number of products that the filter matches, 10,000 at most. */
  totalCount: Scalars['Int']['output'];
  /** False where there are more than totalCount says. */
  totalCountExact: Scalars['Boolean']['output'];
  /** Explains an empty list: the parts of its filter that no product matches on their own. */
  unmatchedFilters: Array<UnmatchedFilter>;
};

/** A product and its cursor. */
export type ProductEdge = {
  __typename?: 'ProductEdge';
  /** Goes into after, for the page behind this product. */
  cursor: Scalars['String']['output'];
  /** The product. */
  node: Product;
};

/**
 * All conditions must hold; price and attributes must hold together for one variant of the product. A condition that is null, left
 * out or an empty list does not narrow the list. Means the same as SearchFilter, which knows the stock as well. A value that no
 * product has gives an empty list, and unmatchedFilters names it.
 */
export type ProductFilter = {
  /** A variant has all of these attributes. It has its own and those of its product. */
  attributes?: InputMaybe<Array<AttributeFilter>>;
  /** Products of one of these brands; letter case and the form of accents do not matter. */
  brands?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The id, not the slug, of the product's category or of one above it. */
  categoryId?: InputMaybe<Scalars['ID']['input']>;
  /** False: only what is in the category itself. */
  includeDescendants?: InputMaybe<Scalars['Boolean']['input']>;
  /** The smallest average rating, 0 to 5. A product without ratings has 0. */
  minRating?: InputMaybe<Scalars['Float']['input']>;
  /** A variant has such a price. */
  price?: InputMaybe<PriceFilter>;
  /** Published products only where it is left out or empty. */
  status?: InputMaybe<Array<ProductStatus>>;
  /** Products with one of these tags; letter case and the form of accents do not matter. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The order of a list of products; equal ones are sorted by id. SearchSort means the same. */
export type ProductSort =
  /** Alphabetical, ignoring letter case and accents: punctuation, digits, Latin letters, other letters. */
  | 'NAME'
  /** By the time of publication, newest first. */
  | 'NEWEST'
  /** By the cheapest variant; currencies one after another, by code. */
  | 'PRICE_ASC'
  /** By the most expensive variant; currencies one after another, by code. */
  | 'PRICE_DESC'
  /** By the average rating, then by the number of ratings. */
  | 'RATING';

/** Only published products are sold and found. Products are never deleted, but archived. */
export type ProductStatus =
  /** No longer shown or sold. */
  | 'ARCHIVED'
  /** Being prepared; only staff see it. */
  | 'DRAFT'
  /** Shown and sold. */
  | 'PUBLISHED';

export type Query = {
  __typename?: 'Query';
  /** The roots of the category tree. */
  categories?: Maybe<Array<Category>>;
  /** Finds a category by exactly one of id and slug. */
  category?: Maybe<Category>;
  /** Finds a product by exactly one of id, slug and SKU. An old slug still finds its product. */
  product?: Maybe<Product>;
  /** Published products; staff with catalog:write may ask for drafts and archived ones too. */
  products?: Maybe<ProductConnection>;
  /**
   * Products by their ids, up to 50, in the order asked for. In place of one that does not exist, or that is not shown to the
   * viewer, there is null.
   */
  productsByIds?: Maybe<Array<Maybe<Product>>>;
  /** Variants by their SKUs, up to 50, in the order asked for; null as in productsByIds. */
  variants?: Maybe<Array<Maybe<Variant>>>;
};


export type QueryCategoryArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  slug?: InputMaybe<Scalars['String']['input']>;
};


export type QueryProductArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  sku?: InputMaybe<Scalars['ID']['input']>;
  slug?: InputMaybe<Scalars['String']['input']>;
};


export type QueryProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProductFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  sort?: InputMaybe<ProductSort>;
};


export type QueryProductsByIdsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type QueryVariantsArgs = {
  skus: Array<Scalars['ID']['input']>;
};

/** How buyers rated a product. */
export type Rating = {
  __typename?: 'Rating';
  /** Between 1 and 5; 0 where there is no rating. */
  average: Scalars['Float']['output'];
  /** The number of ratings. */
  count: Scalars['Int']['output'];
  /** How many buyers gave 1, 2, 3, 4 and 5. */
  distribution: Array<Scalars['Int']['output']>;
};

/** Which rate of tax applies. */
export type TaxClass =
  /** The reduced rate of the country, such as that for books or food. */
  | 'REDUCED'
  /** The full rate of the country. */
  | 'STANDARD'
  /** No tax. */
  | 'ZERO';

/** A part of a filter that matches nothing by itself, such as an unknown category or attribute. */
export type UnmatchedFilter = {
  __typename?: 'UnmatchedFilter';
  /** The path of the argument, such as filter.categoryId. */
  argument: Scalars['String']['output'];
  /** The value that no product has. */
  value: Scalars['String']['output'];
};

/** One SKU of a product: what is bought and stocked. */
export type Variant = {
  __typename?: 'Variant';
  /** Its own attributes, without those of the product. */
  attributes: Array<Attribute>;
  /** A GTIN such as an EAN-13. */
  barcode?: Maybe<Scalars['String']['output']>;
  /** Its own pictures; empty where it has none of its own. */
  images: Array<Image>;
  /** What sets it apart from the product's other variants. */
  name: Scalars['String']['output'];
  /** The price of one piece; null while it has none, as a draft may. */
  price?: Maybe<Money>;
  /** Null where the product is no longer shown. */
  product?: Maybe<Product>;
  /** False for goods that are not sent, such as a voucher: they need no shipping address. */
  requiresShipping: Scalars['Boolean']['output'];
  /** The stock keeping unit: the variant's key in the whole shop. */
  sku: Scalars['ID']['output'];
  /** Which rate of tax applies. */
  taxClass: TaxClass;
  /** The weight of one piece; null where it is not known. */
  weightGrams?: Maybe<Scalars['Int']['output']>;
};

/** Who may get an answer that was made for somebody else. */
export type CacheControl__Scope =
  /** Nobody. */
  | 'PRIVATE'
  /** Everybody without scopes. */
  | 'PUBLIC';



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
  Category: Category;
  Product: Product;
  Variant: Variant;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Category:
    ( { __typename: 'Category' }
    & GraphQLRecursivePick<FederationTypes['Category'], {"id":true}> );
  Product:
    ( { __typename: 'Product' }
    & GraphQLRecursivePick<FederationTypes['Product'], {"id":true}> );
  Variant:
    ( { __typename: 'Variant' }
    & GraphQLRecursivePick<FederationTypes['Variant'], {"sku":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Attribute: ResolverTypeWrapper<AttributeMapper>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  AttributeDefinition: ResolverTypeWrapper<AttributeDefinition>;
  AttributeFilter: AttributeFilter;
  AttributeType: AttributeType;
  Category: ResolverTypeWrapper<CategoryMapper>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Image: ResolverTypeWrapper<Image>;
  Money: ResolverTypeWrapper<Money>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PriceFilter: PriceFilter;
  PriceRange: ResolverTypeWrapper<PriceRange>;
  Product: ResolverTypeWrapper<ProductMapper>;
  ProductConnection: ResolverTypeWrapper<ProductConnectionMapper>;
  ProductEdge: ResolverTypeWrapper<Omit<ProductEdge, 'node'> & { node: ResolversTypes['Product'] }>;
  ProductFilter: ProductFilter;
  ProductSort: ProductSort;
  ProductStatus: ProductStatus;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Rating: ResolverTypeWrapper<Rating>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  TaxClass: TaxClass;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UnmatchedFilter: ResolverTypeWrapper<UnmatchedFilter>;
  Variant: ResolverTypeWrapper<VariantMapper>;
  cacheControl__Scope: CacheControl__Scope;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Attribute: AttributeMapper;
  Float: Scalars['Float']['output'];
  AttributeDefinition: AttributeDefinition;
  AttributeFilter: AttributeFilter;
  Category: CategoryMapper;
  ID: Scalars['ID']['output'];
  Currency: Scalars['Currency']['output'];
  DateTime: Scalars['DateTime']['output'];
  Image: Image;
  Money: Money;
  PageInfo: PageInfo;
  PriceFilter: PriceFilter;
  PriceRange: PriceRange;
  Product: ProductMapper;
  ProductConnection: ProductConnectionMapper;
  ProductEdge: Omit<ProductEdge, 'node'> & { node: ResolversParentTypes['Product'] };
  ProductFilter: ProductFilter;
  Query: Record<PropertyKey, never>;
  Rating: Rating;
  SafeInt: Scalars['SafeInt']['output'];
  URL: Scalars['URL']['output'];
  UnmatchedFilter: UnmatchedFilter;
  Variant: VariantMapper;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<CacheControl__Scope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ComposeDirectiveDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type ComposeDirectiveDirectiveResolver<Result, Parent, ContextType = Context, Args = ComposeDirectiveDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

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

export type AttributeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Attribute'] = ResolversParentTypes['Attribute']> = {
  boolean: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AttributeDefinitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttributeDefinition'] = ResolversParentTypes['AttributeDefinition']> = {
  filterable: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  max: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  options: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  required: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  type: Resolver<ResolversTypes['AttributeType'], ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  variantDefining: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CategoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Category'] = ResolversParentTypes['Category'], FederationReferenceType extends FederationReferenceTypes['Category'] = FederationReferenceTypes['Category']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Category']> | FederationReferenceType, FederationReferenceType, ContextType>;
  ancestors: Resolver<Array<ResolversTypes['Category']>, ParentType, ContextType>;
  attributeDefinitions: Resolver<Array<ResolversTypes['AttributeDefinition']>, ParentType, ContextType>;
  children: Resolver<Array<ResolversTypes['Category']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  parent: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType>;
  productCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  products: Resolver<ResolversTypes['ProductConnection'], ParentType, ContextType, RequireFields<CategoryProductsArgs, 'first' | 'sort'>>;
  slug: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type ImageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Image'] = ResolversParentTypes['Image']> = {
  alt: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isPrimary: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  url: Resolver<ResolversTypes['URL'], ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PriceRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PriceRange'] = ResolversParentTypes['PriceRange']> = {
  max: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  min: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type ProductResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product'], FederationReferenceType extends FederationReferenceTypes['Product'] = FederationReferenceTypes['Product']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Product']> | FederationReferenceType, FederationReferenceType, ContextType>;
  attributes: Resolver<Array<ResolversTypes['Attribute']>, ParentType, ContextType>;
  brand: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  category: Resolver<ResolversTypes['Category'], ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  images: Resolver<Array<ResolversTypes['Image']>, ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  priceRange: Resolver<Maybe<ResolversTypes['PriceRange']>, ParentType, ContextType>;
  publishedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  rating: Resolver<ResolversTypes['Rating'], ParentType, ContextType>;
  shortDescription: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  slug: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status: Resolver<ResolversTypes['ProductStatus'], ParentType, ContextType>;
  tags: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  variants: Resolver<Array<ResolversTypes['Variant']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProductConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductConnection'] = ResolversParentTypes['ProductConnection']> = {
  edges: Resolver<Array<ResolversTypes['ProductEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Product']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountExact: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  unmatchedFilters: Resolver<Array<ResolversTypes['UnmatchedFilter']>, ParentType, ContextType>;
};

export type ProductEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductEdge'] = ResolversParentTypes['ProductEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  categories: Resolver<Maybe<Array<ResolversTypes['Category']>>, ParentType, ContextType>;
  category: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType, Partial<QueryCategoryArgs>>;
  product: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, Partial<QueryProductArgs>>;
  products: Resolver<Maybe<ResolversTypes['ProductConnection']>, ParentType, ContextType, RequireFields<QueryProductsArgs, 'first' | 'sort'>>;
  productsByIds: Resolver<Maybe<Array<Maybe<ResolversTypes['Product']>>>, ParentType, ContextType, RequireFields<QueryProductsByIdsArgs, 'ids'>>;
  variants: Resolver<Maybe<Array<Maybe<ResolversTypes['Variant']>>>, ParentType, ContextType, RequireFields<QueryVariantsArgs, 'skus'>>;
};

export type RatingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Rating'] = ResolversParentTypes['Rating']> = {
  average: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  distribution: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UnmatchedFilterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnmatchedFilter'] = ResolversParentTypes['UnmatchedFilter']> = {
  argument: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VariantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Variant'] = ResolversParentTypes['Variant'], FederationReferenceType extends FederationReferenceTypes['Variant'] = FederationReferenceTypes['Variant']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Variant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  attributes: Resolver<Array<ResolversTypes['Attribute']>, ParentType, ContextType>;
  barcode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  images: Resolver<Array<ResolversTypes['Image']>, ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  product: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  requiresShipping: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  taxClass: Resolver<ResolversTypes['TaxClass'], ParentType, ContextType>;
  weightGrams: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Attribute: AttributeResolvers<ContextType>;
  AttributeDefinition: AttributeDefinitionResolvers<ContextType>;
  Category: CategoryResolvers<ContextType>;
  Currency: GraphQLScalarType;
  DateTime: GraphQLScalarType;
  Image: ImageResolvers<ContextType>;
  Money: MoneyResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  PriceRange: PriceRangeResolvers<ContextType>;
  Product: ProductResolvers<ContextType>;
  ProductConnection: ProductConnectionResolvers<ContextType>;
  ProductEdge: ProductEdgeResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  Rating: RatingResolvers<ContextType>;
  SafeInt: GraphQLScalarType;
  URL: GraphQLScalarType;
  UnmatchedFilter: UnmatchedFilterResolvers<ContextType>;
  Variant: VariantResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl: CacheControlDirectiveResolver<any, any, ContextType>;
  composeDirective: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  cost: CostDirectiveResolver<any, any, ContextType>;
  link: LinkDirectiveResolver<any, any, ContextType>;
  listSize: ListSizeDirectiveResolver<any, any, ContextType>;
  shareable: ShareableDirectiveResolver<any, any, ContextType>;
};

type Plain = 'AttributeDefinition' | 'Currency' | 'DateTime' | 'Image' | 'Money' | 'PageInfo' | 'PriceRange' | 'ProductEdge' | 'Rating' | 'SafeInt' | 'URL' | 'UnmatchedFilter';
type Own = Exclude<keyof Resolvers, Plain>;
type Roots = Extract<Own, 'Query' | 'Mutation' | 'Subscription'>;
type Given<T extends Own> = T extends Roots ? never : keyof ResolversParentTypes[T];
type Lacking<T extends Own> = Pick<Resolvers[T], Exclude<keyof Resolvers[T], Given<T>>>;
type Complete = { [T in Own]: Record<never, never> extends Lacking<T> ? T : never }[Own];

/** The resolvers that the subgraph writes. What is not here is handed on as its parent's resolver returns it. */
export type OwnResolvers = { [T in Exclude<Own, Complete>]: Lacking<T> & Partial<Resolvers[T]> } & {
  [T in Complete]?: Partial<Resolvers[T]>;
};
