<?php

namespace App;

use Acme\Orm\Table;

final class Report
{
    public function __construct(private Table $rooms, private Table $lamps)
    {
    }

    public function watts(): int
    {
        $watts = 0;
        $this->rooms->all()->each(function (array $room) use (&$watts) { // loop: lamp
            $watts += $this->lamps->find($room['lamp'])['watts']; // loop: lamp
        });
        return $watts;
    }

    public function wattsAtOnce(): int
    {
        return array_sum(array_column($this->lamps->only($this->rooms->all()->column('lamp')), 'watts'));
    }
}
