import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { changeCard, issueCard, renameCard } from '../bank/cards.js';
import { SIMULATOR, type Simulator } from '../simulator.js';
import { apiError, parsed, refused } from './api-error.js';
import {
  cardView,
  ChangeCardRequest,
  issueCardOf,
  IssueCardRequest,
  ListCardsQuery,
  statementOf,
} from './card-requests.js';
import { pageOf, Paging } from './paging.js';

/** Mono Colombia's REST of cards, as far as commands and reads go. */
@Controller('v1')
export class CardsController {
  constructor(@Inject(SIMULATOR) private readonly simulator: Simulator) {}

  @Get('cards')
  cards(@Query() query: unknown) {
    const filter = parsed(ListCardsQuery, query);
    const found = [...this.books.cards.values()].filter(
      (card) =>
        (filter.account_id ?? card.accountId) === card.accountId &&
        (filter.type ?? card.kind) === card.kind &&
        filter.state.some((state) => state === card.state),
    );
    const { items, pagination } = pageOf(found.reverse(), filter);
    return { cards: items.map(cardView), pagination };
  }

  @Get('cards/:id')
  card(@Param('id') id: string) {
    return cardView(this.cardOf(id));
  }

  @Get('cards/:id/transactions')
  transactions(@Param('id') id: string, @Query() query: unknown) {
    const card = this.cardOf(id);
    const chains = [...this.books.cardTransactions.values()].filter(({ cardId }) => cardId === card.id);
    const { items, pagination } = pageOf(statementOf(chains), parsed(Paging, query));
    return { card_id: card.id, transactions: items, pagination };
  }

  @Post('cards')
  issue(@Body() body: unknown) {
    const issued = issueCard(this.simulator.live.now(), issueCardOf(parsed(IssueCardRequest, body)));
    if (!issued.ok) throw refused(issued.error);
    return cardView(issued.value);
  }

  /** The same call under Core's path. */
  @Post('ledger/cards')
  issueInCore(@Body() body: unknown) {
    return this.issue(body);
  }

  @Patch('cards/:id')
  change(@Param('id') id: string, @Body() body: unknown) {
    const { state, nickname } = parsed(ChangeCardRequest, body);
    const bank = this.simulator.live.now();
    const card = this.cardOf(id);
    if (state !== undefined && state !== card.state) {
      const changed = changeCard(bank, id, state);
      if (!changed.ok) throw refused(changed.error);
    }
    if (nickname !== undefined) renameCard(bank, id, nickname);
    return cardView(card);
  }

  private cardOf(id: string) {
    const card = this.books.cards.get(id);
    if (!card) throw apiError(404, 'item_not_found', `There is no card ${id}`);
    return card;
  }

  private get books() {
    return this.simulator.live.now().books;
  }
}
